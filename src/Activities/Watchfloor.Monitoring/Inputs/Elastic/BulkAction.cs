using System.Text.Json;

namespace Watchfloor.Monitoring.Inputs.Elastic;

/// <summary>The first line of a bulk action. What else stands in it (routing, version, type) means nothing to events.</summary>
/// <param name="Name">What to do.</param>
/// <param name="Index">The index, or null.</param>
/// <param name="Id">The <c>_id</c>, or null.</param>
internal readonly record struct BulkAction(string Name, string? Index, string? Id)
{
    /// <summary>Reads a line.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, out BulkAction action)
    {
        action = default;
        try
        {
            var reader = new Utf8JsonReader(line);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            if (!reader.Read() || reader.TokenType != JsonTokenType.PropertyName) return false;
            var name = NameOf(ref reader);
            if (name is null || !reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            string? index = null;
            string? id = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isIndex = reader.ValueTextEquals("_index"u8);
                var isId = reader.ValueTextEquals("_id"u8);
                reader.Read();
                if (isIndex) index = Text(ref reader);
                else if (isId) id = Text(ref reader);
                else reader.Skip();
            }

            if (!reader.Read() || reader.TokenType != JsonTokenType.EndObject || reader.Read()) return false;
            action = new BulkAction(name, index, id);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static string? NameOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("create"u8) ? "create"
        : reader.ValueTextEquals("index"u8) ? "index"
        : reader.ValueTextEquals("update"u8) ? "update"
        : reader.ValueTextEquals("delete"u8) ? "delete"
        : null;

    /// <summary>Some senders write an id as a number.</summary>
    private static string? Text(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String) return reader.GetString() is { Length: > 0 and <= 512 } text ? text : null;
        if (reader.TokenType == JsonTokenType.Number) return System.Text.Encoding.ASCII.GetString(reader.ValueSpan);
        reader.Skip();
        return null;
    }
}

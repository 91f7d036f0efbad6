using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DuckDB.NET.Data;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;

namespace Watchfloor.Platform.Store.Sql;

/// <summary>What of an event is given out, and how it is written: a flat JSON object; the fields as an object of their own.</summary>
internal sealed class Selection
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly byte[] RawStart = Encoding.UTF8.GetBytes("{\"\\u0001raw\":");

    private readonly List<(string Name, EventName What)> _items;

    private Selection(List<(string, EventName)> items) => _items = items;

    /// <summary>All columns.</summary>
    public static Selection Everything { get; } = new([("id", new EventName.Id()), .. EventColumns.All.Where(c => !c.Name.StartsWith("log_o", StringComparison.Ordinal) && !c.Name.StartsWith("log_i", StringComparison.Ordinal))
        .Select(c => (c.Name, (EventName)new EventName.Column(c)))]);

    /// <summary>The columns and fields of these names.</summary>
    public static Selection Of(IEnumerable<(string Name, EventName What)> items) => new([.. items]);

    /// <summary>The list of a SELECT: row id, the three parts of the event's id, then the items.</summary>
    public string List(SqlText sql) => string.Join(", ", (string[])["row_id", "epoch_us(received)", "log_offset", "log_index", .. _items.Select(i => Sql(i.What, sql))]);

    /// <summary>A row as JSON.</summary>
    public byte[] Write(DuckDBDataReader row)
    {
        var buffer = new ArrayBufferWriter<byte>(2_048);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            for (var i = 0; i < _items.Count; i++) Write(json, _items[i].Name, _items[i].What, row, i + 4);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The id of a row of <see cref="List"/>.</summary>
    public static EventId IdOf(DuckDBDataReader row)
    {
        var index = row.GetInt64(3);
        return new EventId(row.GetInt64(1) / 1_000, (byte)(index >> 24), row.GetInt64(2), (int)(index & EventId.MaxIndex));
    }

    /// <summary>The fields without the record, which stands first among them where there is one.</summary>
    public static ReadOnlySpan<byte> WithoutRaw(ReadOnlySpan<byte> fields) => WithoutRaw(fields, out _);

    /// <summary>The fields without the record, and the record.</summary>
    public static ReadOnlySpan<byte> WithoutRaw(ReadOnlySpan<byte> fields, out byte[]? raw)
    {
        raw = null;
        if (!fields.StartsWith(RawStart)) return fields;
        var reader = new Utf8JsonReader(fields);
        reader.Read();
        reader.Read();
        reader.Read();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            raw = reader.GetBytesFromBase64();
            reader.Read();
        }
        else
        {
            raw = Encoding.UTF8.GetBytes(reader.GetString()!);
        }

        var rest = fields[(int)reader.BytesConsumed..];
        return (byte[])[(byte)'{', .. rest is [(byte)',', ..] ? rest[1..] : rest];
    }

    private static void Write(Utf8JsonWriter json, string name, EventName what, DuckDBDataReader row, int at)
    {
        if (what is EventName.Id)
        {
            json.WriteString(name, IdOf(row).ToString());
            return;
        }

        if (row.IsDBNull(at)) return;
        switch (what)
        {
            case EventName.Column { Definition.Kind: ColumnKind.Integer }:
                json.WriteNumber(name, row.GetInt64(at));
                break;
            case EventName.Column { Definition.Kind: ColumnKind.Time }:
                json.WriteString(name, TimeText(row.GetInt64(at)));
                break;
            case EventName.Column { Definition.Name: EventColumns.Fields }:
                json.WritePropertyName(name);
                json.WriteRawValue(WithoutRaw(Encoding.UTF8.GetBytes(row.GetString(at))), skipInputValidation: true);
                break;
            case EventName.Field:
                json.WritePropertyName(name);
                json.WriteRawValue(row.GetString(at), skipInputValidation: true);
                break;
            default:
                json.WriteString(name, row.GetString(at));
                break;
        }
    }

    private static string Sql(EventName what, SqlText sql) => what switch
    {
        EventName.Id => "NULL",
        EventName.Column { Definition: { Kind: ColumnKind.Time } column } => $"epoch_us({EventHub.Name(column.Name)})",
        EventName.Column { Definition: var column } => EventHub.Name(column.Name),
        EventName.Field field => sql.JsonOf(field.Name),
        _ => sql.TextOf(what),
    };

    private static string TimeText(long microseconds) =>
        DateTime.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}

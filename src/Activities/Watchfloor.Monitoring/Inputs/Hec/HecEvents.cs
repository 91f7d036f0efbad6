using System.Text.Json;

namespace Watchfloor.Monitoring.Inputs.Hec;

/// <summary>Reads what is sent to <c>/services/collector/event</c>: envelopes, one behind the other.</summary>
internal static class HecEvents
{
    private static readonly JsonReaderOptions Several = new() { AllowMultipleValues = true };

    /// <summary>Reads all envelopes. One that is wrong refuses the whole, so that it can be mended and sent again.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static HecReply? Read(ReadOnlySpan<byte> body, HecEnvelope defaults, HecLines lines)
    {
        var number = 0;
        try
        {
            var reader = new Utf8JsonReader(body, Several);
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.StartObject) return HecReply.InvalidFormat with { InvalidEvent = number };
                if (Envelope(ref reader, body, defaults with { }, lines) is { } fault) return fault with { InvalidEvent = number };
                number++;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return HecReply.InvalidFormat with { InvalidEvent = number };
        }

        return number == 0 ? HecReply.NoData : null;
    }

    private static HecReply? Envelope(ref Utf8JsonReader reader, ReadOnlySpan<byte> body, HecEnvelope envelope, HecLines lines)
    {
        ReadOnlySpan<byte> value = default;
        ReadOnlySpan<byte> fields = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "event":
                    if (reader.TokenType == JsonTokenType.Null) break;
                    if (reader.TokenType == JsonTokenType.String && reader.ValueSpan.IsEmpty) return HecReply.BlankEvent;
                    value = Raw(ref reader, body);
                    break;
                case "fields":
                    if (reader.TokenType != JsonTokenType.StartObject) return HecReply.BadFields;
                    fields = Raw(ref reader, body);
                    break;
                case "time":
                    if (!HecEnvelope.TryTime(ref reader, out var time)) return HecReply.InvalidFormat;
                    envelope.Time = time;
                    break;
                case "host": envelope.Host = HecEnvelope.Name(ref reader) ?? envelope.Host; break;
                case "source": envelope.Source = HecEnvelope.Name(ref reader) ?? envelope.Source; break;
                case "sourcetype": envelope.SourceType = HecEnvelope.Name(ref reader) ?? envelope.SourceType; break;
                case "index": envelope.Index = HecEnvelope.Name(ref reader) ?? envelope.Index; break;
            }

            reader.Skip();
        }

        if (value.IsEmpty) return HecReply.NoEvent;
        if (value.StartsWith("{"u8) && value[1..].Trim(" \t\r\n"u8).StartsWith("}"u8)) return HecReply.BlankEvent;
        lines.Add(value, fields, envelope);
        return null;
    }

    /// <summary>The value at hand as it stands in the body; the reader is at its end afterwards.</summary>
    private static ReadOnlySpan<byte> Raw(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return body[start..(int)reader.BytesConsumed];
    }
}

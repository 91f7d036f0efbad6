using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Watchfloor.Monitoring.Inputs.Hec;

/// <summary>What is said about an event: in its envelope, or in the address of a raw sending.</summary>
internal sealed record HecEnvelope
{
    /// <summary>When it happened, in seconds since 1970 UTC, or null.</summary>
    public decimal? Time { get; set; }

    /// <summary>The host.</summary>
    public string? Host { get; set; }

    /// <summary>Where on the host it comes from, such as a file.</summary>
    public string? Source { get; set; }

    /// <summary>What sort of log it is.</summary>
    public string? SourceType { get; set; }

    /// <summary>The index it was meant for.</summary>
    public string? Index { get; set; }

    /// <summary>True when nothing is said.</summary>
    public bool IsEmpty => Time is null && Host is null && Source is null && SourceType is null && Index is null;

    /// <summary>Reads a time: a number, or a number as text.</summary>
    public static bool TryTime(ref Utf8JsonReader reader, out decimal? time)
    {
        time = null;
        if (reader.TokenType == JsonTokenType.Null) return true;
        ReadOnlySpan<byte> text = reader.ValueSpan;
        if (reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String)) return false;
        if (text.IsEmpty) return true;
        // Beyond the years that can be written a time is a mistake.
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) || seconds is < 0 or > 253_402_300_799m) return false;
        time = seconds;
        return true;
    }

    /// <summary>The time as RFC 3339, to the microsecond.</summary>
    public static string Rfc3339(decimal seconds) =>
        DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond)).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>Reads a name: a text, or a number as text. Null for anything else.</summary>
    public static string? Name(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString() is { Length: > 0 } text ? text : null,
        JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
        _ => null,
    };
}

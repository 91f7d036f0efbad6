using System.Globalization;
using Watchfloor.Kql.Native;
using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Values;

/// <summary>Values of a result as JSON: datetimes and timespans as text, dynamic values as they are, what is not a finite number in quotes.</summary>
public static class ValueJson
{
    /// <summary>A value: bool, long (also of int, and the ticks of times), double, decimal, string (also of guid, and the JSON of dynamic), or null.</summary>
    public static string Of(KqlType type, object? value) => (type, value) switch
    {
        (_, null) => "null",
        (KqlType.DateTime, long ticks) => $"\"{Moment(ticks)}\"",
        (KqlType.TimeSpan, long ticks) => $"\"{TimeText.Span(ticks)}\"",
        (KqlType.Dynamic, string json) => json,
        (_, string text) => JsonText.Quoted(text),
        (_, bool yes) => yes ? "true" : "false",
        (_, double number) => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : double.IsNaN(number) ? "\"NaN\"" : number > 0 ? "\"Infinity\"" : "\"-Infinity\"",
        (_, decimal number) => number.ToString("0.########", CultureInfo.InvariantCulture),
        var (_, other) => Convert.ToString(other, CultureInfo.InvariantCulture) ?? "null",
    };

    /// <summary>A text as JSON writes it.</summary>
    public static string Quoted(string text) => JsonText.Quoted(text);

    /// <summary>A datetime without the last zeros of its second.</summary>
    public static string Moment(long ticks) =>
        ticks < 0 || ticks > DateTime.MaxValue.Ticks ? "" : new DateTime(ticks, DateTimeKind.Utc).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}

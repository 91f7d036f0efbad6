using System.Buffers;
using System.Globalization;

namespace Watchfloor.Kql;

/// <summary>Reads numbers, spans of time and times.</summary>
internal sealed class Literals(DateTimeOffset now)
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK",
    ];

    public static NumberLiteral Number(Token token, bool negative)
    {
        if (!double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            throw new KqlException(new KqlError(token.Place.Line, token.Place.Column, $"{token.Shown} is not a number"));
        return new NumberLiteral(token.Place, negative ? -number : number);
    }

    /// <summary>The time that <c>datetime(…)</c>, <c>ago(…)</c> or <c>now(…)</c> stands for.</summary>
    public TimeLiteral Time(Token function, List<Token> inner)
    {
        if (function.Text == "datetime") return new TimeLiteral(function.Place, Absolute(function, inner));
        if (function.Text == "now" && inner.Count == 0) return new TimeLiteral(function.Place, now);
        var negative = inner is [{ Text: "-", Kind: TokenKind.Symbol }, ..];
        if ((negative ? inner[1..] : inner) is not [{ Kind: TokenKind.Timespan } span]) throw Wrong(function, "expected a span of time such as 30s, 5m, 1h or 7d");
        var length = Span(span);
        if (negative) length = -length;
        try
        {
            return new TimeLiteral(function.Place, function.Text == "ago" ? now - length : now + length);
        }
        catch (ArgumentOutOfRangeException)
        {
            throw Wrong(span, $"{span.Shown} is too long");
        }
    }

    private static TimeSpan Span(Token token)
    {
        var split = token.Text.AsSpan().IndexOfAnyExcept(Digits);
        var amount = double.Parse(token.Text.AsSpan(0, split), CultureInfo.InvariantCulture);
        var unit = token.Text[split..] switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" or "sec" => TimeSpan.TicksPerSecond,
            "m" or "min" => TimeSpan.TicksPerMinute,
            "h" or "hour" => TimeSpan.TicksPerHour,
            "d" or "day" => TimeSpan.TicksPerDay,
            _ => throw Wrong(token, $"{token.Shown} is no span of time; the units are ms, s, m, h and d"),
        };
        var ticks = amount * unit;
        return ticks < TimeSpan.MaxValue.Ticks ? new TimeSpan((long)ticks) : throw Wrong(token, $"{token.Shown} is too long");
    }

    private static DateTimeOffset Absolute(Token function, List<Token> inner)
    {
        // The words are put together again: 2026-03-01T08:15:00Z was cut at its dashes.
        var text = inner is [{ Kind: TokenKind.Text } quoted] ? quoted.Text : Join(inner);
        return DateTimeOffset.TryParseExact(text.Replace(' ', 'T'), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw Wrong(function, "expected a time such as datetime(2026-03-01) or datetime(2026-03-01T08:15:00Z); without a zone it is UTC");
    }

    private static string Join(List<Token> tokens)
    {
        var text = new System.Text.StringBuilder();
        var end = -1;
        foreach (var token in tokens)
        {
            if (end >= 0 && token.Place.Column > end) text.Append(' ');
            text.Append(token.Text);
            end = token.Place.Column + token.Text.Length;
        }

        return text.ToString();
    }

    private static KqlException Wrong(Token token, string message) => new(new KqlError(token.Place.Line, token.Place.Column, message));
}

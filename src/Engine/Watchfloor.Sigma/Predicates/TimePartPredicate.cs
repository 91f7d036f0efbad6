using System.Globalization;
using System.Text;

namespace Watchfloor.Sigma;

/// <summary>A part of a date that is a number (Sigma modifiers appendix 2.1, "Time Modifiers").</summary>
public enum TimePart
{
    /// <summary>0 to 59.</summary>
    Minute,

    /// <summary>0 to 23.</summary>
    Hour,

    /// <summary>Day of the month, 1 to 31.</summary>
    Day,

    /// <summary>ISO 8601 week, 1 to 53.</summary>
    Week,

    /// <summary>1 to 12.</summary>
    Month,

    /// <summary>Year of the calendar.</summary>
    Year,
}

/// <summary>
/// A part of the value's date compares as asked. The date is read as it is written; no zone is applied. It says its year in four
/// digits: what a date leaves out would have to be that of today. A time of day alone has an hour and a minute.
/// </summary>
public sealed class TimePartPredicate(TimePart part, Comparison comparison, double number) : ValuePredicate
{
    /// <summary>The part that is looked at.</summary>
    public TimePart Part { get; } = part;

    /// <summary>How the part compares with <see cref="Number"/>.</summary>
    public Comparison Comparison { get; } = comparison;

    /// <summary>What the part is compared with.</summary>
    public double Number { get; } = number;

    /// <inheritdoc/>
    public override bool Test(ReadOnlySpan<byte> value)
    {
        if (value.Length is < 8 or > 64 || !Ascii.IsValid(value)) return false;
        Span<char> text = stackalloc char[value.Length];
        Encoding.ASCII.GetChars(value, text);
        if (Part is TimePart.Hour or TimePart.Minute && TimeOnly.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock))
            return Comparison.Holds(Part == TimePart.Hour ? clock.Hour : clock.Minute, Number);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && SaysYear(text, time.Year)
            && Comparison.Holds(Of(time.DateTime), Number);
    }

    /// <summary>True when four digits of the text, not those of a fraction of a second, are the year.</summary>
    private static bool SaysYear(ReadOnlySpan<char> text, int year)
    {
        for (int at = 0, end; at < text.Length; at = end + 1)
        {
            for (end = at; end < text.Length && char.IsAsciiDigit(text[end]);) end++;
            if (end - at != 4 || int.Parse(text[at..end], CultureInfo.InvariantCulture) != year) continue;
            if (at == 0 || text[at - 1] is not ('.' or ',') || !text[..at].Contains(':')) return true;
        }

        return false;
    }

    private int Of(DateTime time) => Part switch
    {
        TimePart.Minute => time.Minute,
        TimePart.Hour => time.Hour,
        TimePart.Day => time.Day,
        TimePart.Week => ISOWeek.GetWeekOfYear(time),
        TimePart.Month => time.Month,
        _ => time.Year,
    };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Part.ToString().ToLowerInvariant()} {Comparison.Sign()} {Number}");
}

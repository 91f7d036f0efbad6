namespace Watchfloor.Formats.Syslog;

/// <summary>
/// Finds the end of a timestamp at the start of a text: that of RFC 3164 §4.1.2 with what devices add to it (year, fraction of a
/// second, zone), and ISO 8601 with <c>T</c> or a space between date and time (RFC 3339 §5.6).
/// </summary>
internal static class SyslogTimestamp
{
    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    /// <summary>How many bytes the timestamp has, 0 when the text does not begin with one.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        return char.IsAsciiDigit((char)text[0]) ? Iso(text) : Bsd(text);
    }

    private static int Bsd(ReadOnlySpan<byte> text)
    {
        if (text.Length < 14 || Months.IndexOf(text[..3]) % 3 != 0) return 0;
        var at = 3;
        if (!Spaces(text, ref at) || !Digits(text, ref at, 1, 2) || !Spaces(text, ref at)) return 0;
        var year = Year(text[at..]);
        if (year > 0) at += year + 1;
        var time = Time(text[at..]);
        if (time == 0) return 0;
        at += time;
        if (year == 0 && at < text.Length && text[at] == ' ' && Year(text[(at + 1)..]) is > 0 and var after) at += after + 1;
        return at + Zone(text[at..]);
    }

    private static int Iso(ReadOnlySpan<byte> text)
    {
        // yyyy-mm-dd
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ')) return 0;
        if (!AreDigits(text[..4]) || !AreDigits(text[5..7]) || !AreDigits(text[8..10])) return 0;
        var time = Time(text[11..]);
        if (time == 0) return 0;
        var at = 11 + time;
        return at + Offset(text[at..]);
    }

    /// <summary><c>hh:mm:ss</c>, perhaps with a fraction.</summary>
    private static int Time(ReadOnlySpan<byte> text)
    {
        if (text.Length < 8 || text[2] != ':' || text[5] != ':') return 0;
        if (!AreDigits(text[..2]) || !AreDigits(text[3..5]) || !AreDigits(text[6..8])) return 0;
        var at = 8;
        if (at + 1 < text.Length && text[at] is (byte)'.' or (byte)',' && char.IsAsciiDigit((char)text[at + 1]))
        {
            at++;
            Digits(text, ref at, 1, 9);
        }

        return at;
    }

    /// <summary><c>Z</c>, <c>+02:00</c> or <c>+0200</c>.</summary>
    private static int Offset(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty) return 0;
        if (text[0] == 'Z') return 1;
        if (text[0] is not ((byte)'+' or (byte)'-') || text.Length < 5 || !AreDigits(text[1..3])) return 0;
        if (text[3] == ':') return text.Length >= 6 && AreDigits(text[4..6]) ? 6 : 0;
        return AreDigits(text[3..5]) ? 5 : 0;
    }

    /// <summary>A zone's name, which Cisco devices write and end with a colon: <c> UTC:</c>; the colon is not part of it.</summary>
    private static int Zone(ReadOnlySpan<byte> text)
    {
        if (text.Length < 4 || text[0] != ' ') return 0;
        var at = 1;
        while (at < text.Length && at < 6 && char.IsAsciiLetterUpper((char)text[at])) at++;
        return at > 2 && at < text.Length && text[at] == ':' ? at : 0;
    }

    private static int Year(ReadOnlySpan<byte> text) =>
        text.Length >= 4 && (text.StartsWith("19"u8) || text.StartsWith("20"u8)) && AreDigits(text[2..4])
        && (text.Length == 4 || text[4] == ' ' || text[4..].StartsWith(": "u8)) ? 4 : 0;

    private static bool Spaces(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (at < text.Length && text[at] == ' ') at++;
        return at > start;
    }

    private static bool Digits(ReadOnlySpan<byte> text, ref int at, int least, int most)
    {
        var start = at;
        while (at < text.Length && at - start < most && char.IsAsciiDigit((char)text[at])) at++;
        return at - start >= least;
    }

    private static bool AreDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}

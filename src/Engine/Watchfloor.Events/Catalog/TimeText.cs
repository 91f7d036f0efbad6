using System.Buffers.Text;
using System.Text;

namespace Watchfloor.Events.Catalog;

/// <summary>How a field writes time.</summary>
internal enum TimeFormat
{
    /// <summary>
    /// RFC 3339 and what is near it: <c>2025-11-27T07:40:10.165324Z</c>, with a space for the T, slashes for the dashes, a comma for
    /// the dot, a zone as <c>+01:00</c>, <c>+0100</c> or behind a space.
    /// </summary>
    Rfc3339,

    /// <summary>A number since 1970-01-01 UTC, with or without fraction; its size tells seconds, milli-, micro- or nanoseconds.</summary>
    Epoch,

    /// <summary>RFC 3164 §4.1.2, <c>Oct  1 22:14:15</c>, with or without year, fraction and zone, and the year last (asctime).</summary>
    Syslog,

    /// <summary>Common log format, <c>10/Oct/2000:13:55:36 -0700</c>.</summary>
    Clf,
}

/// <summary>Reads times as logs write them. Never throws; what cannot be a time is null.</summary>
internal static class TimeText
{
    private const string Months = "janfebmaraprmayjunjulaugsepoctnovdec";

    /// <param name="text">The whole value.</param>
    /// <param name="format">How it is written.</param>
    /// <param name="reference">A time known to be near; gives the year to formats that write none. Without it they are null.</param>
    /// <param name="zone">The zone of a time that says none; null: UTC.</param>
    public static DateTimeOffset? Read(ReadOnlySpan<byte> text, TimeFormat format, DateTimeOffset? reference, TimeZoneInfo? zone = null)
    {
        var context = new Context(reference, zone);
        var reader = new Cursor(Ascii.Trim(text) is var range ? text[range] : default);
        return format switch
        {
            TimeFormat.Rfc3339 => Rfc3339(ref reader, context),
            TimeFormat.Epoch => Epoch(reader.Rest),
            TimeFormat.Syslog => Syslog(ref reader, context),
            TimeFormat.Clf => Clf(ref reader, context),
            _ => null,
        };
    }

    private static DateTimeOffset? Rfc3339(ref Cursor at, Context context)
    {
        if (!at.Number(4, 4, out var year) || !(at.Take('-') || at.Take('/'))) return null;
        if (!at.Number(1, 2, out var month) || !(at.Take('-') || at.Take('/')) || !at.Number(1, 2, out var day)) return null;
        if (!(at.Take('T') || at.Take('t') || at.Take(' ') || at.Take('_'))) return null;
        return Clock(ref at, out var time) && Offset(ref at, out var offset) && at.AtEnd ? Make(year, month, day, time, offset, context) : null;
    }

    private static DateTimeOffset? Clf(ref Cursor at, Context context)
    {
        at.Take('[');
        if (!at.Number(1, 2, out var day) || !at.Take('/') || !Month(ref at, out var month) || !at.Take('/')) return null;
        if (!at.Number(4, 4, out var year) || !at.Take(':') || !Clock(ref at, out var time) || !Offset(ref at, out var offset)) return null;
        at.Take(']');
        return at.AtEnd ? Make(year, month, day, time, offset, context) : null;
    }

    private static DateTimeOffset? Syslog(ref Cursor at, Context context)
    {
        if (!Month(ref at, out var month))
        {
            // asctime begins with the day of the week.
            at.Word();
            at.Spaces();
            if (!Month(ref at, out month)) return null;
        }

        at.Spaces();
        if (!at.Number(1, 2, out var day)) return null;
        at.Take(',');
        at.Spaces();
        var hasYear = at.Number(4, 4, out var year);
        at.Spaces();
        if (!Clock(ref at, out var time)) return null;
        if (!hasYear && at.Try(' ')) hasYear = at.Number(4, 4, out year) || at.Undo();
        if (!Offset(ref at, out var offset) || !at.AtEnd) return null;
        if (hasYear) return Make(year, month, day, time, offset, context);
        return context.Reference is { } near ? WithYearNear(near, month, day, time, offset, context) : null;
    }

    /// <summary>The latest such time that is not more than a day ahead of the reference: logs are about the past, clocks are not exact.</summary>
    private static DateTimeOffset? WithYearNear(DateTimeOffset near, int month, int day, TimeSpan time, TimeSpan? offset, Context context)
    {
        // Nine years always hold a 29 February, even around a century that is no leap year.
        for (var year = near.Year + 1; year >= near.Year - 8; year--)
            if (Make(year, month, day, time, offset, context) is { } candidate && candidate - near <= TimeSpan.FromDays(1))
                return candidate;
        return null;
    }

    private static DateTimeOffset? Epoch(ReadOnlySpan<byte> text)
    {
        if (!Utf8Parser.TryParse(text, out decimal number, out var used) || used != text.Length || number <= 0) return null;
        // Seconds have at most 11 digits until the year 5138; each further three digits are a finer unit.
        var ticks = number switch
        {
            < 1e11m => number * TimeSpan.TicksPerSecond,
            < 1e14m => number * TimeSpan.TicksPerMillisecond,
            < 1e17m => number * TimeSpan.TicksPerMicrosecond,
            < 1e20m => number / TimeSpan.NanosecondsPerTick,
            _ => -1,
        };
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks
            ? null
            : new DateTimeOffset(DateTime.UnixEpoch.Ticks + (long)ticks, TimeSpan.Zero);
    }

    private static bool Clock(ref Cursor at, out TimeSpan time)
    {
        time = default;
        if (!at.Number(1, 2, out var hour) || !at.Take(':') || !at.Number(2, 2, out var minute)) return false;
        var second = 0;
        if (at.Take(':') && !at.Number(2, 2, out second)) return false;
        long fraction = 0;
        if ((at.Take('.') || at.Take(',')) && !at.Fraction(out fraction)) return false;
        if (hour > 23 || minute > 59 || second > 60) return false;
        time = new TimeSpan(hour, minute, Math.Min(second, 59)) + TimeSpan.FromTicks(fraction);
        return true;
    }

    /// <summary>What is ahead of UTC, null when nothing says it. Z, UTC and GMT are UTC.</summary>
    private static bool Offset(ref Cursor at, out TimeSpan? offset)
    {
        offset = null;
        at.Spaces();
        if (at.AtEnd || at.Rest[0] == ']') return true;
        offset = TimeSpan.Zero;
        if (at.Take('Z') || at.Take('z') || at.Take("UTC") || at.Take("GMT")) return true;
        var sign = at.Take('+') ? 1 : at.Take('-') ? -1 : 0;
        if (sign == 0 || !at.Number(2, 2, out var hours)) return false;
        at.Take(':');
        at.Number(2, 2, out var minutes);
        offset = sign * new TimeSpan(hours, minutes, 0);
        return hours <= 14 && minutes <= 59;
    }

    private static bool Month(ref Cursor at, out int month)
    {
        month = 0;
        if (at.Rest.Length < 3) return false;
        for (var m = 0; m < 12 && month == 0; m++)
            if (Ascii.EqualsIgnoreCase(at.Rest[..3], Months.AsSpan(m * 3, 3)))
                month = m + 1;
        if (month > 0) at.Skip(3);
        return month > 0;
    }

    private static DateTimeOffset? Make(int year, int month, int day, TimeSpan time, TimeSpan? offset, Context context)
    {
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return null;
        var clock = new DateTime(year, month, day) + time;
        var ticks = clock.Ticks - (offset ?? context.OffsetOf(clock)).Ticks;
        return ticks < 0 || ticks > DateTime.MaxValue.Ticks ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
    }

    /// <summary>What is known besides the text.</summary>
    private readonly record struct Context(DateTimeOffset? Reference, TimeZoneInfo? Zone)
    {
        /// <summary>
        /// How far a clock that shows this time is ahead of UTC. A time that comes twice, when clocks go back, is the one nearer to the
        /// reference, else the later; one that never comes, when they go forward, is read as if they had not yet.
        /// </summary>
        public TimeSpan OffsetOf(DateTime clock)
        {
            if (Zone is null) return TimeSpan.Zero;
            if (!Zone.IsAmbiguousTime(clock)) return Zone.GetUtcOffset(clock);
            var offsets = Zone.GetAmbiguousTimeOffsets(clock);
            var later = offsets.Min();
            if (Reference is not { } near) return later;
            var earlier = offsets.Max();
            return (clock - earlier - near.UtcDateTime).Duration() < (clock - later - near.UtcDateTime).Duration() ? earlier : later;
        }
    }

    private ref struct Cursor(ReadOnlySpan<byte> text)
    {
        private readonly ReadOnlySpan<byte> _text = text;
        private int _at;
        private int _mark;

        public readonly bool AtEnd => _at == _text.Length;

        public readonly ReadOnlySpan<byte> Rest => _text[_at..];

        public void Skip(int count) => _at += count;

        public bool Take(char c)
        {
            if (AtEnd || _text[_at] != c) return false;
            _at++;
            return true;
        }

        public bool Take(string word)
        {
            if (Rest.Length < word.Length || !Ascii.Equals(Rest[..word.Length], word)) return false;
            _at += word.Length;
            return true;
        }

        /// <summary>Like <see cref="Take(char)"/>, and remembers the place for <see cref="Undo"/>.</summary>
        public bool Try(char c)
        {
            _mark = _at;
            return Take(c);
        }

        /// <summary>Goes back to before the last <see cref="Try"/>; always false.</summary>
        public bool Undo()
        {
            _at = _mark;
            return false;
        }

        public void Spaces()
        {
            while (Take(' ')) { }
        }

        public void Word()
        {
            while (!AtEnd && _text[_at] != ' ') _at++;
        }

        /// <summary>A number of so many digits; takes nothing when there are fewer or, for the least, more.</summary>
        public bool Number(int least, int most, out int number)
        {
            number = 0;
            var start = _at;
            while (_at - start < most && !AtEnd && char.IsAsciiDigit((char)_text[_at])) number = (number * 10) + (_text[_at++] - '0');
            if (_at - start >= least) return true;
            _at = start;
            return false;
        }

        /// <summary>Digits behind the decimal point, as ticks; finer ones are read and dropped.</summary>
        public bool Fraction(out long ticks)
        {
            ticks = 0;
            var start = _at;
            var unit = TimeSpan.TicksPerSecond;
            for (; !AtEnd && char.IsAsciiDigit((char)_text[_at]); _at++) ticks += (_text[_at] - '0') * (unit /= 10);
            return _at > start;
        }
    }
}

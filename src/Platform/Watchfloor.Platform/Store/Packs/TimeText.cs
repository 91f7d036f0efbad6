using System.Buffers.Text;
using System.Globalization;
using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>
/// How a source writes times: date and time with <c>T</c> or a space between, a number of decimals, <c>Z</c> at the end or not. A text is
/// taken for a time only when exactly the same text comes back.
/// </summary>
/// <param name="Separator">Between date and time.</param>
/// <param name="Decimals">Digits of the second's fraction, 0 to 7.</param>
/// <param name="HasZone">Whether a Z ends it.</param>
internal readonly record struct TimeText(byte Separator, int Decimals, bool HasZone)
{
    private const int WithoutFraction = 19; // 2026-11-24T08:15:00

    private long TicksOfUnit
    {
        get
        {
            var ticks = TimeSpan.TicksPerSecond;
            for (var i = 0; i < Decimals; i++) ticks /= 10;
            return ticks;
        }
    }

    /// <summary>The form as a byte.</summary>
    public byte ToByte() => (byte)(Decimals | (Separator == 'T' ? 8 : 0) | (HasZone ? 16 : 0));

    /// <exception cref="InvalidDataException">No form has this number.</exception>
    public static TimeText Of(byte value) =>
        value < 32 ? new TimeText((value & 8) != 0 ? (byte)'T' : (byte)' ', value & 7, (value & 16) != 0) : throw new InvalidDataException($"Corrupt pack: no time has the form {value}");

    /// <summary>Reads a time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="form">How it is written.</param>
    /// <param name="units">Decimal units since the year 1.</param>
    public static bool TryRead(ReadOnlySpan<byte> text, out TimeText form, out long units)
    {
        form = default;
        units = 0;
        var hasZone = text is [.., (byte)'Z'];
        if (hasZone) text = text[..^1];
        if (text.Length < WithoutFraction || text[10] is not ((byte)'T' or (byte)' ') || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return false;
        var decimals = text.Length == WithoutFraction ? 0 : text.Length - WithoutFraction - 1;
        if (decimals > 7 || (text.Length > WithoutFraction && (decimals == 0 || text[WithoutFraction] != '.'))) return false;
        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day) || !Digits(text[11..13], out var hour)
            || !Digits(text[14..16], out var minute) || !Digits(text[17..19], out var second) || !Digits(text[(text.Length - decimals)..], out var fraction))
        {
            return false;
        }

        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        form = new TimeText(text[10], decimals, hasZone);
        units = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks / form.TicksOfUnit) + fraction;
        return true;
    }

    /// <summary>The difference to an event's time, in decimal units.</summary>
    /// <param name="units">Of <see cref="TryRead"/>.</param>
    /// <param name="time">The event's time, in microseconds since 1970.</param>
    public long Difference(long units, long time) => units - UnitsOf(time);

    /// <summary>Appends the time that differs so much from an event's.</summary>
    /// <exception cref="InvalidDataException">There is no such time.</exception>
    public void Write(ByteBuffer bytes, long difference, long time)
    {
        var units = UnitsOf(time) + difference;
        if (units < 0 || units > DateTime.MaxValue.Ticks / TicksOfUnit) throw new InvalidDataException("Corrupt pack: a time outside the calendar");
        var at = new DateTime(units * TicksOfUnit, DateTimeKind.Utc);
        Span<byte> text = stackalloc byte[32];
        at.TryFormat(text, out _, "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        text[10] = Separator;
        var length = WithoutFraction;
        if (Decimals > 0)
        {
            text[length++] = (byte)'.';
            Utf8Formatter.TryFormat(at.Ticks % TimeSpan.TicksPerSecond, text[length..], out _, new System.Buffers.StandardFormat('D', 7));
            length += Decimals;
        }

        if (HasZone) text[length++] = (byte)'Z';
        bytes.Add(text[..length]);
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9') return false;
            value = (value * 10) + (c - '0');
        }

        return true;
    }

    private long UnitsOf(long time) => ((time * TimeSpan.TicksPerMicrosecond) + DateTime.UnixEpoch.Ticks) / TicksOfUnit;
}

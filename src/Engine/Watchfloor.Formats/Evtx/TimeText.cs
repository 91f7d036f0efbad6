using System.Globalization;
using System.Runtime.InteropServices;
using Watchfloor.Events;

namespace Watchfloor.Formats.Evtx;

/// <summary>Times as RFC 3339 in UTC. A time that is none is written as it stands.</summary>
internal static class TimeText
{
    /// <summary>1601-01-01 in ticks, the zero of FILETIME; both count 100 ns.</summary>
    private const long FileTimeEpoch = 504_911_232_000_000_000;

    /// <summary>Six digits of a second, seven when the seventh is not zero.</summary>
    public static ValueKind FileTime(EventBatch batch, long value)
    {
        if (value < 0 || value > DateTime.MaxValue.Ticks - FileTimeEpoch)
        {
            value.TryFormat(batch.Reserve(32), out var digits, default, CultureInfo.InvariantCulture);
            batch.Commit(digits);
            return ValueKind.Number;
        }

        var time = new DateTime(value + FileTimeEpoch, DateTimeKind.Unspecified);
        var fraction = (int)(value % TimeSpan.TicksPerSecond);
        var room = batch.Reserve(32);
        Seconds(room, time);
        if (fraction % 10 == 0) Fraction(room, fraction / 10, 6);
        else Fraction(room, fraction, 7);
        batch.Commit(fraction % 10 == 0 ? 27 : 28);
        return ValueKind.Text;
    }

    /// <param name="batch">Where to write.</param>
    /// <param name="parts">Year, month, day of the week, day, hour, minute, second, millisecond.</param>
    public static ValueKind SystemTime(EventBatch batch, ReadOnlySpan<ushort> parts)
    {
        var isTime = parts[0] is > 0 and < 10_000 && parts[1] is > 0 and < 13 && parts[3] > 0
            && parts[3] <= DateTime.DaysInMonth(parts[0], parts[1]) && parts[4] < 24 && parts[5] < 60 && parts[6] < 60 && parts[7] < 1_000;
        var room = batch.Reserve(32);
        if (!isTime)
        {
            Convert.TryToHexString(MemoryMarshal.AsBytes(parts), room, out var digits);
            batch.Commit(digits);
            return ValueKind.Text;
        }

        Seconds(room, new DateTime(parts[0], parts[1], parts[3], parts[4], parts[5], parts[6], DateTimeKind.Unspecified));
        Fraction(room, parts[7], 3);
        batch.Commit(24);
        return ValueKind.Text;
    }

    /// <summary>Writes <c>2025-11-27T07:40:10</c>, 19 bytes.</summary>
    private static void Seconds(Span<byte> room, DateTime time)
    {
        var (year, month, day) = DateOnly.FromDateTime(time);
        Digits(room, 0, year, 4);
        room[4] = (byte)'-';
        Digits(room, 5, month, 2);
        room[7] = (byte)'-';
        Digits(room, 8, day, 2);
        room[10] = (byte)'T';
        Digits(room, 11, time.Hour, 2);
        room[13] = (byte)':';
        Digits(room, 14, time.Minute, 2);
        room[16] = (byte)':';
        Digits(room, 17, time.Second, 2);
    }

    private static void Fraction(Span<byte> room, int value, int digits)
    {
        room[19] = (byte)'.';
        Digits(room, 20, value, digits);
        room[20 + digits] = (byte)'Z';
    }

    private static void Digits(Span<byte> room, int at, int value, int count)
    {
        for (var i = count - 1; i >= 0; i--)
        {
            room[at + i] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }
}

using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Text;

namespace Watchfloor.Simulation.Company;

/// <summary>A place where people work.</summary>
/// <param name="Name">The city.</param>
/// <param name="Country">Its country, as a code of two letters.</param>
/// <param name="StandardOffset">Its distance from UTC outside summer time.</param>
/// <param name="HasSummerTime">True where clocks change as the European Union's do (directive 2000/84/EC).</param>
/// <param name="Subnet">The first two numbers of its addresses.</param>
/// <param name="PublicAddress">The address it goes to the Internet with.</param>
internal sealed record Office(string Name, string Country, long StandardOffset, bool HasSummerTime, string Subnet, string PublicAddress)
{
    /// <summary>Local time less UTC at a moment.</summary>
    public long OffsetAt(long time)
    {
        if (!HasSummerTime) return StandardOffset;
        var (year, _, _) = TimeText.Civil(time);
        return time >= LastSunday(year, 3) + Span.Hour && time < LastSunday(year, 10) + Span.Hour ? StandardOffset + Span.Hour : StandardOffset;
    }

    /// <summary>The beginning of the last Sunday of a month of 31 days, in UTC.</summary>
    private static long LastSunday(int year, int month)
    {
        var last = new DateOnly(year, month, 31);
        var day = last.AddDays(-(int)last.DayOfWeek);
        return (day.DayNumber - new DateOnly(1970, 1, 1).DayNumber) * Span.Day;
    }
}

using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Days;

/// <summary>When somebody works on a day.</summary>
/// <param name="Arrives">When they sign in.</param>
/// <param name="Lunch">When they lock the desktop.</param>
/// <param name="Back">When they unlock it.</param>
/// <param name="Leaves">When they sign out.</param>
/// <param name="FromHome">True when they come through the VPN.</param>
internal sealed record DayPlan(long Arrives, long Lunch, long Back, long Leaves, bool FromHome)
{
    /// <summary>The plan of a person for a day; null when they do not work. Always the same for a seed.</summary>
    /// <param name="seed">The company's seed.</param>
    /// <param name="person">Who.</param>
    /// <param name="day">The beginning of the day in UTC.</param>
    public static DayPlan? Of(ulong seed, Person person, long day)
    {
        var dice = new Dice(seed, $"plan {person.Account.Name} {day / Span.Day}");
        // 1970-01-01 was a Thursday.
        var isWeekend = ((day / Span.Day) + 4) % 7 is 0 or 6;
        if (dice.Is(isWeekend ? 0.97 : 0.07)) return null;
        var midnight = day - person.Office.OffsetAt(day);
        var arrives = midnight + (long)(person.Role.Begins * Span.Hour) + person.Shift + dice.Between(-12 * Span.Minute, 12 * Span.Minute) + dice.Between(-8 * Span.Minute, 8 * Span.Minute);
        var stays = (long)(person.Role.Stays * Span.Hour) + dice.Between(-40 * Span.Minute, 55 * Span.Minute);
        if (isWeekend) stays /= 3;
        var lunch = arrives + (stays / 2) + dice.Between(-30 * Span.Minute, 20 * Span.Minute);
        return new DayPlan(arrives, lunch, lunch + dice.Between(25 * Span.Minute, 55 * Span.Minute), arrives + stays, dice.Is(person.Role.FromHome));
    }
}

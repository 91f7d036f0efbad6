namespace Watchfloor.Sigma.Matching;

/// <summary>
/// What looking at single rules has cost, of the events that were matched with it. What all rules share, the search for their witnesses, is not
/// in it; a test that several rules have is charged to the first. Written by one thread, read by any.
/// </summary>
/// <param name="rules">How many rules the set has.</param>
/// <param name="now">The clock, in ticks of the caller's choice.</param>
public sealed class RuleCosts(int rules, Func<long> now)
{
    private readonly long[] _ticks = new long[rules];
    private readonly long[] _looks = new long[rules];

    /// <summary>The time that a rule has taken, in ticks of the clock.</summary>
    public long Ticks(int rule) => Interlocked.Read(ref _ticks[rule]);

    /// <summary>How often it was looked at.</summary>
    public long Looks(int rule) => Interlocked.Read(ref _looks[rule]);

    internal long Now() => now();

    /// <summary>Charges a rule with the time since then.</summary>
    /// <returns>What the time is now.</returns>
    internal long Charge(int rule, long since)
    {
        var until = now();
        Interlocked.Add(ref _ticks[rule], until - since);
        Interlocked.Increment(ref _looks[rule]);
        return until;
    }
}

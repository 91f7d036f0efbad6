namespace Watchfloor.Analysis.Detection;

/// <summary>
/// Keeps a rule that floods from filling the state: when it opens more groups in a minute than allowed, it storms, and new groups are counted,
/// not raised, until it has been quiet for five minutes. Time is the received time in the log, so that a replay decides the same. One thread.
/// </summary>
/// <param name="groupsPerMinute">How many new groups a rule may open in a minute.</param>
internal sealed class StormBreaker(int groupsPerMinute)
{
    /// <summary>How long a rule must open no group before it may raise alerts again.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromMinutes(5);

    private readonly Dictionary<string, Storm> _rules = new(StringComparer.Ordinal);
    private readonly List<Storm> _changed = [];

    /// <summary>What there is to commit.</summary>
    public IReadOnlyList<Storm> Changed => _changed;

    /// <summary>Takes over storms that were going on when the server ended.</summary>
    public void Resume(string ruleId, long since, long until, long suppressed) =>
        _rules[ruleId] = new Storm { RuleId = ruleId, Since = since, Until = until, Suppressed = suppressed };

    /// <summary>Asks whether a rule may open a new group.</summary>
    /// <param name="ruleId">The rule.</param>
    /// <param name="received">Now, in the time of the log: UTC ticks.</param>
    public bool MayOpen(string ruleId, long received)
    {
        if (!_rules.TryGetValue(ruleId, out var rule)) _rules[ruleId] = rule = new Storm { RuleId = ruleId };
        if (rule.IsStorming && received >= rule.Until) Change(rule).End();
        if (rule.IsStorming)
        {
            Change(rule).Suppressed++;
            rule.Until = received + Calm.Ticks;
            return false;
        }

        var minute = received / TimeSpan.TicksPerMinute;
        if (minute != rule.Minute) (rule.Minute, rule.Groups) = (minute, 0);
        if (++rule.Groups <= groupsPerMinute) return true;
        Change(rule).Begin(received);
        return false;
    }

    /// <summary>Everything has been committed.</summary>
    public void Committed()
    {
        foreach (var rule in _changed) rule.Committed();
        _changed.Clear();
    }

    private Storm Change(Storm rule)
    {
        if (rule.IsChanged) return rule;
        rule.IsChanged = true;
        _changed.Add(rule);
        return rule;
    }
}

/// <summary>How a rule floods.</summary>
internal sealed class Storm
{
    /// <summary>The rule.</summary>
    public required string RuleId { get; init; }

    /// <summary>When it began, UTC ticks; 0 when there is none.</summary>
    public long Since { get; set; }

    /// <summary>When it ends unless it goes on.</summary>
    public long Until { get; set; }

    /// <summary>How many hits opened no alert because of it.</summary>
    public long Suppressed { get; set; }

    /// <summary>True while it lasts.</summary>
    public bool IsStorming => Since != 0;

    /// <summary>True when a storm began since the last commit.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>How many hits the storm that ended since the last commit suppressed; null when none ended.</summary>
    public long? Ended { get; private set; }

    internal long Minute { get; set; }

    internal int Groups { get; set; }

    internal bool IsChanged { get; set; }

    internal void Begin(long received)
    {
        (Since, Until, Suppressed) = (received, received + StormBreaker.Calm.Ticks, 1);
        HasBegun = true;
    }

    internal void End()
    {
        Ended = Suppressed;
        (Since, Until, Suppressed, Minute, Groups) = (0, 0, 0, 0, 0);
    }

    internal void Committed()
    {
        IsChanged = false;
        HasBegun = false;
        Ended = null;
    }
}

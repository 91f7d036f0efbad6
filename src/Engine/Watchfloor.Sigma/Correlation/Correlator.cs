using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation;

/// <summary>One correlation at work: its groups and their windows.</summary>
internal sealed partial class Correlator
{
    private readonly CorrelationEngine _engine;
    private readonly CorrelationRule _rule;
    private readonly WindowSettings _settings;
    private readonly Func<Window> _newWindow;
    private readonly KeyText _groupKeys;
    private readonly KeyText _valueKeys;
    private readonly Dictionary<string, LinkedListNode<Group>> _groups = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The groups by their latest hit, the longest quiet first, so that those whose hits are too old are found at once.</summary>
    private readonly LinkedList<Group> _byLatest = new();
    private readonly bool _countsNumbers;
    private readonly bool _countsValues;

    public Correlator(CorrelationEngine engine, int index, CorrelationRule rule, CorrelationLimits limits, HitBudget budget)
    {
        _engine = engine;
        _rule = rule;
        Index = index;
        Statistics = new CorrelationStatistics();
        _settings = new WindowSettings(rule, limits, Statistics, budget);
        _newWindow = WindowFactory.For(_settings);
        _groupKeys = new KeyText(limits.MaxKeyLength);
        _valueKeys = new KeyText(limits.MaxKeyLength);
        NeedsWholeWindow = WindowFactory.NeedsWholeWindow(rule);
        _countsValues = rule.Type is CorrelationType.ValueCount
            || (rule.Type is CorrelationType.ValuePercentile && rule.Condition.Percentile is null);
        _countsNumbers = rule.Type.TakesField() && !_countsValues;
    }

    /// <summary>The correlation's index in the graph.</summary>
    public int Index { get; }

    /// <summary>What became of its hits.</summary>
    public CorrelationStatistics Statistics { get; }

    /// <summary>True when its windows are judged only when they are over.</summary>
    public bool NeedsWholeWindow { get; }

    /// <summary>Takes a hit of one of its rules. Hits come in order of time.</summary>
    public void Accept(Route route, in CorrelationMember member, IReadOnlyList<string?> values)
    {
        Statistics.Hits++;
        // The value comes before the group: a hit that is not counted must not begin a window.
        if (!TryRead(route, values, out var number, out var value)) return;
        ForgetQuietGroups(member.Time);
        if (GroupOf(route, member.Time, values) is not { } group) return;
        group.Latest = member.Time;
        if (route.Carried.Length > 0) group.Carried = [.. route.Carried.Select(place => values[place])];
        var arrival = new Arrival { Member = member, Reference = route.Reference, Value = value, Number = number };
        if (group.Window.Add(arrival, out var finding)) Report(group, finding, member.Time);
    }

    /// <summary>Judges a whole window at its end and forgets its group.</summary>
    public void Close(Group group, long deadline)
    {
        Forget(_groups[group.Key]);
        if (group.Window.Close(out var finding)) Report(group, finding, deadline);
    }

    /// <summary>Forgets groups of sliding windows whose every hit is too old to count at this time.</summary>
    public void ForgetQuietGroups(long now)
    {
        if (NeedsWholeWindow) return;
        while (_byLatest.First is { } longestQuiet && longestQuiet.Value.Latest < now - _settings.Span)
        {
            longestQuiet.Value.Window.Clear();
            Forget(longestQuiet);
        }
    }

    private bool TryRead(Route route, IReadOnlyList<string?> values, out decimal number, out ReadOnlySpan<char> value)
    {
        number = 0;
        value = default;
        if (_countsNumbers && (values[route.Fields[0]] is not { } text || !NumericValue.TryParse(text, out number)))
        {
            Statistics.WithoutValue++;
            return false;
        }

        if (!_countsValues) return true;
        var outcome = _valueKeys.Join(values, route.Fields, out value);
        if (outcome is KeyText.Outcome.ValueMissing) Statistics.WithoutValue++;
        if (outcome is KeyText.Outcome.TooLong) Statistics.KeysRefused++;
        return outcome is KeyText.Outcome.Made;
    }

    private Group? GroupOf(Route route, long time, IReadOnlyList<string?> values)
    {
        var outcome = _groupKeys.Join(values, route.Group, out var key);
        if (outcome is KeyText.Outcome.ValueMissing) Statistics.WithoutGroup++;
        if (outcome is KeyText.Outcome.TooLong) Statistics.KeysRefused++;
        if (outcome is not KeyText.Outcome.Made) return null;
        if (_groups.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var node))
        {
            _byLatest.Remove(node);
            _byLatest.AddLast(node);
            return node.Value;
        }

        if (_groups.Count >= _settings.Limits.MaxGroups)
        {
            Statistics.GroupsRefused++;
            return null;
        }

        return Open(key.ToString(), [.. route.Group.Select(place => values[place]!)], time);
    }

    private Group Open(string key, string[] values, long time)
    {
        var group = new Group { Key = key, Values = values, Window = _newWindow() };
        _groups.Add(key, _byLatest.AddLast(group));
        Statistics.Groups = _groups.Count;
        if (NeedsWholeWindow) _engine.Schedule(this, group, time + _settings.Span);
        return group;
    }

    private void Forget(LinkedListNode<Group> node)
    {
        _byLatest.Remove(node);
        _groups.Remove(node.Value.Key);
        Statistics.Groups = _groups.Count;
    }

    private void Report(Group group, in Finding finding, long time)
    {
        Statistics.Matches++;
        var match = new CorrelationMatch
        {
            Rule = Index,
            Group = group.Values,
            First = finding.First,
            Last = finding.Last,
            Time = time,
            Value = finding.Value,
            Subject = finding.Subject,
            Count = finding.Count,
            Members = finding.Members,
        };
        _engine.Emit(match, group.Carried);
    }
}

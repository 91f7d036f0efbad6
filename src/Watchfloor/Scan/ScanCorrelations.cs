using Watchfloor.Output;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Scan;

/// <summary>
/// The correlations of a scan: gathers hits in the order of the inputs, and at the end, when all are there, correlates them by the
/// events' own time. An event without a time takes no part.
/// </summary>
internal sealed class ScanCorrelations
{
    private readonly RuleSet _rules;
    private readonly CorrelationRun _run;
    private readonly CorrelationEngine _engine;
    private readonly List<(FindingMember Event, string? Host)> _events = [];
    private readonly List<CorrelationMatch> _matches = [];
    private readonly FindingRule[] _descriptions;
    private long _withoutTime;

    public ScanCorrelations(RuleSet rules)
    {
        _rules = rules;
        _engine = new CorrelationEngine(rules.Correlations, CorrelationLimits.Default, _matches.Add);
        _run = new CorrelationRun(_engine);
        _descriptions = [.. rules.Correlations.Correlations.Select(FindingRules.Of)];
    }

    /// <summary>Takes a hit; called in the order of the inputs.</summary>
    public void Add(int file, PendingHit hit)
    {
        if (hit.Event.Timestamp is not { } time)
        {
            _withoutTime++;
            return;
        }

        // Beyond this the run takes no hit either; it counts them.
        if (_events.Count < CorrelationRun.DefaultMaxPending) _events.Add((hit.Event, hit.Host));
        _run.Add(file, new CorrelationHit(hit.Rule, time.UtcTicks, _events.Count, hit.Values));
    }

    /// <summary>Correlates everything and answers the findings in order of time.</summary>
    public IEnumerable<Finding> Complete(RuleSelection selection)
    {
        _run.Complete();
        return _matches.OrderBy(m => m.Time).ThenBy(m => m.Rule)
            .Where(m => _rules.Correlations.Correlations[m.Rule - _rules.Correlations.RuleCount] is var rule && selection.Wants(rule.Level, rule.Status, rule.Tags))
            .Select(ToFinding);
    }

    /// <summary>What was left out because of a limit, for people; empty when nothing was.</summary>
    public IEnumerable<string> Shortfalls()
    {
        if (_run.Overflow > 0) yield return Quantity.Of(_run.Overflow, "hit") + " beyond the limit, not correlated";
        if (_withoutTime > 0) yield return Quantity.Of(_withoutTime, "hit") + " without a time, not correlated";
        for (var i = 0; i < _engine.Statistics.Count; i++)
            if (_engine.Statistics[i].IsIncomplete)
                yield return $"'{_rules.Correlations.Correlations[i].Title}' met a limit; matches may be missing";
    }

    private Finding ToFinding(CorrelationMatch match)
    {
        var index = match.Rule - _rules.Correlations.RuleCount;
        var rule = _rules.Correlations.Correlations[index];
        var members = new List<(FindingMember Event, string? Host)>();
        Collect(match, members);
        var hosts = members.Select(m => m.Host).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var last = members.Count > 0 ? members[^1].Event : new FindingMember("", 0, null);
        return new Finding
        {
            Timestamp = new DateTimeOffset(match.Last, TimeSpan.Zero),
            Rule = _descriptions[index],
            Host = hosts is [var host] ? host : null,
            File = last.File,
            Offset = last.Offset,
            Matches =
            [
                .. rule.GroupBy.Zip(match.Group, (field, value) => new FieldMatch(field, value, "is the same for all")),
                new FieldMatch(CorrelationTypes.Name(rule.Type), match.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), rule.Pattern),
            ],
            Members = members.Select(m => m.Event).ToList(),
        };
    }

    private void Collect(CorrelationMatch match, List<(FindingMember, string?)> members)
    {
        foreach (var member in match.Members)
        {
            if (member.Match is { } inner) Collect(inner, members);
            else members.Add(_events[(int)member.Event - 1]);
        }
    }
}

using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Correlation;

/// <summary>Puts correlations in an order in which each stands after those it refers to.</summary>
internal sealed class CorrelationOrder
{
    private readonly IReadOnlyList<RuleIdentity> _rules;
    private readonly IReadOnlyList<CorrelationRule> _correlations;
    private readonly ICollection<ContentFault> _faults;

    /// <summary>References of each correlation as given, by the index it was given at; null for one that is broken.</summary>
    private readonly int[]?[] _resolved;

    /// <summary>Where a correlation was placed, by the index it was given at; -1 before.</summary>
    private readonly int[] _places;
    private readonly int[] _depths;

    public CorrelationOrder(IReadOnlyList<RuleIdentity> rules, IReadOnlyList<CorrelationRule> correlations, ICollection<ContentFault> faults)
    {
        (_rules, _correlations, _faults) = (rules, correlations, faults);
        _resolved = new int[correlations.Count][];
        _places = new int[correlations.Count];
        _depths = new int[correlations.Count];
        Array.Fill(_places, -1);
        Resolve();
        // A round places what stands on earlier rounds, so there are no more rounds than levels.
        while (PlaceRound()) { }
        ReportCircles();
    }

    /// <summary>The correlations in order.</summary>
    public List<CorrelationRule> Placed { get; } = [];

    /// <summary>The references of each, as indexes of the graph.</summary>
    public List<int[]> References { get; } = [];

    private void Resolve()
    {
        var directory = new RuleDirectory();
        for (var i = 0; i < _rules.Count; i++) directory.Add(i, _rules[i].Id, _rules[i].Name);
        for (var i = 0; i < _correlations.Count; i++) directory.Add(_rules.Count + i, _correlations[i].Id, _correlations[i].Name);
        for (var i = 0; i < _correlations.Count; i++)
        {
            var references = new List<int>();
            var broken = false;
            foreach (var reference in _correlations[i].Rules)
            {
                if (directory.Find(reference.Text, out var problem) is not { } rule)
                    broken |= Fault(i, reference, problem, "refer to a loaded rule by its id or name");
                else if (references.Contains(rule))
                    broken |= Fault(i, reference, $"'{reference}' is a rule that stands in the list already", "keep one of the two");
                else
                    references.Add(rule);
            }

            _resolved[i] = broken ? null : [.. references];
        }
    }

    private bool PlaceRound()
    {
        var changed = false;
        var placedBefore = _places.ToArray();
        for (var i = 0; i < _correlations.Count; i++)
        {
            if (_places[i] >= 0 || _resolved[i] is not { } references) continue;
            var at = Array.FindIndex(references, r => r >= _rules.Count && _resolved[r - _rules.Count] is null);
            if (at >= 0)
            {
                Break(i, at, $"'{_correlations[i].Rules[at]}' did not load", "mend that correlation first");
                changed = true;
            }
            else if (Array.TrueForAll(references, r => r < _rules.Count || placedBefore[r - _rules.Count] >= 0))
            {
                Place(i, references);
                changed = true;
            }
        }

        return changed;
    }

    private void Place(int i, int[] references)
    {
        var deepest = -1;
        for (var r = 0; r < references.Length; r++)
            if (references[r] >= _rules.Count && (deepest < 0 || DepthOf(references[r]) > DepthOf(references[deepest])))
                deepest = r;
        _depths[i] = deepest < 0 ? 1 : DepthOf(references[deepest]) + 1;
        if (_depths[i] > CorrelationGraph.MaxDepth)
        {
            Break(i, deepest, $"more than {CorrelationGraph.MaxDepth} correlations stand on one another", "shorten the chain");
            return;
        }

        _places[i] = Placed.Count;
        Placed.Add(_correlations[i]);
        References.Add([.. references.Select(r => r < _rules.Count ? r : _rules.Count + _places[r - _rules.Count])]);
    }

    private int DepthOf(int rule) => _depths[rule - _rules.Count];

    /// <summary>What is left can only be in a circle or stand on one: following references from it never ends.</summary>
    private void ReportCircles()
    {
        for (var i = 0; i < _correlations.Count; i++)
        {
            if (_places[i] >= 0 || _resolved[i] is null) continue;
            var path = new List<int> { i };
            int next;
            while (true)
            {
                next = Array.Find(_resolved[path[^1]]!, r => r >= _rules.Count && _places[r - _rules.Count] < 0) - _rules.Count;
                if (path.Contains(next)) break;
                path.Add(next);
            }

            path.Add(next);
            var second = path[1];
            var at = Array.IndexOf(_resolved[i]!, _rules.Count + second);
            Fault(i, _correlations[i].Rules[at], $"the references lead in a circle: {string.Join(" → ", path.Select(Label))}", "break the circle");
        }
    }

    private string Label(int correlation) => _correlations[correlation].Name ?? _correlations[correlation].Id ?? _correlations[correlation].Title;

    private void Break(int i, int reference, string message, string remedy)
    {
        Fault(i, _correlations[i].Rules[reference], message, remedy);
        _resolved[i] = null;
    }

    private bool Fault(int correlation, RuleReference at, string message, string remedy)
    {
        _faults.Add(new ContentFault(_correlations[correlation].File, at.Line, at.Column, message, remedy));
        return true;
    }
}

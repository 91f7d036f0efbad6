using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Filters;

/// <summary>Which filters apply to which rules.</summary>
public sealed class FilterBinding
{
    private readonly List<int>?[] _filters;

    private FilterBinding(List<int>?[] filters) => _filters = filters;

    /// <summary>Finds the rules of each filter.</summary>
    /// <param name="rules">The rules; correlations have no log source and take no filter.</param>
    /// <param name="filters">The filters.</param>
    /// <param name="faults">
    /// Receives a fault for each reference to no rule or to more than one, and for each rule named whose log source the filter does
    /// not fit: it would be filtered nowhere. The filter's other references still hold.
    /// </param>
    public static FilterBinding Bind(IReadOnlyList<RuleIdentity> rules, IReadOnlyList<FilterRule> filters, ICollection<ContentFault> faults)
    {
        var directory = new RuleDirectory();
        for (var i = 0; i < rules.Count; i++) directory.Add(i, rules[i].Id, rules[i].Name);
        var bound = new List<int>?[rules.Count];
        for (var f = 0; f < filters.Count; f++)
        {
            var targets = filters[f].Rules is { } references
                ? Named(rules, filters[f], references, directory, faults)
                : Enumerable.Range(0, rules.Count).Where(r => filters[f].LogSource.Wants(rules[r].LogSource));
            foreach (var rule in targets) (bound[rule] ??= []).Add(f);
        }

        return new FilterBinding(bound);
    }

    /// <summary>The filters that apply to a rule, by their place in the list given, in that order.</summary>
    public IReadOnlyList<int> FiltersOf(int rule) => _filters[rule] ?? (IReadOnlyList<int>)[];

    private static List<int> Named(
        IReadOnlyList<RuleIdentity> rules, FilterRule filter, IReadOnlyList<RuleReference> references, RuleDirectory directory, ICollection<ContentFault> faults)
    {
        var named = new List<int>();
        foreach (var reference in references)
        {
            if (directory.Find(reference.Text, out var problem) is not { } rule)
                Fault(reference, problem, "name a loaded rule by its id or name");
            else if (!filter.LogSource.Wants(rules[rule].LogSource))
                Fault(
                    reference,
                    $"the filter is for {filter.LogSource}, but '{rules[rule].Title}' looks at {rules[rule].LogSource}",
                    "give the filter the rule's log source, or leave the rule out");
            else if (!named.Contains(rule))
                named.Add(rule);
        }

        return named;

        void Fault(RuleReference at, string message, string remedy) =>
            faults.Add(new ContentFault(filter.File, at.Line, at.Column, message, remedy));
    }
}

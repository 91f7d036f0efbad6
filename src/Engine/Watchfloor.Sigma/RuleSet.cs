using Watchfloor.Events.Content;
using Watchfloor.Sigma.Correlation;
using Watchfloor.Sigma.Filters;
using Watchfloor.Sigma.Matching;
using Watchfloor.Sigma.Parsing;

namespace Watchfloor.Sigma;

/// <summary>How a rule set is loaded.</summary>
public sealed record RuleSetOptions
{
    /// <summary>Values for placeholders by name, without the percent signs.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Placeholders { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>How many files are read at once; 0 takes every core.</summary>
    public int Threads { get; init; }
}

/// <summary>
/// Rules that were loaded together. Immutable: a reload makes a new set, and a reference to it is swapped atomically.
/// One bad rule is a fault and never stops the rest.
/// </summary>
/// <example>
/// <code>
/// var rules = RuleSet.Load([RuleFile.FromText("whoami.yml", yaml)]);
/// var matcher = new Matcher(rules, catalog);
/// foreach (var place in matcher.Match(view, catalog.Classify(view))) Console.WriteLine(rules.Rules[place].Title);
/// </code>
/// </example>
public sealed class RuleSet
{
    private readonly Lazy<CompiledRules> _compiled;

    private RuleSet(IReadOnlyList<Rule> rules, CorrelationGraph correlations, IReadOnlyList<FilterRule> filters, IReadOnlyList<ContentFault> faults, int refused)
    {
        Rules = rules;
        Correlations = correlations;
        Filters = filters;
        Faults = faults;
        Refused = refused;
        _compiled = new Lazy<CompiledRules>(() => new CompiledRules(rules, correlations.FieldsOf));
    }

    /// <summary>The detection rules that loaded, in the order of their files, with the filters that apply to them.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>The correlation rules that loaded, over the detection rules; an index below its rule count is a place in <see cref="Rules"/>.</summary>
    public CorrelationGraph Correlations { get; }

    /// <summary>The filters that loaded.</summary>
    public IReadOnlyList<FilterRule> Filters { get; }

    /// <summary>What is wrong with the documents that did not load, and with references between those that did.</summary>
    public IReadOnlyList<ContentFault> Faults { get; }

    /// <summary>How many documents loaded: rules, correlations and filters.</summary>
    public int Loaded => Rules.Count + Correlations.Correlations.Count + Filters.Count;

    /// <summary>How many documents were refused.</summary>
    public int Refused { get; }

    internal CompiledRules Compiled => _compiled.Value;

    /// <summary>Loads rules; files are read and parsed in parallel.</summary>
    public static RuleSet Load(IReadOnlyList<RuleFile> files, RuleSetOptions? options = null)
    {
        options ??= new RuleSetOptions();
        var placeholders = new Placeholders(options.Placeholders);
        var parsed = new ParsedFile[files.Count];
        Parallel.For(0, files.Count, new ParallelOptions { MaxDegreeOfParallelism = options.Threads > 0 ? options.Threads : -1 },
            i => parsed[i] = ParsedFile.Read(files[i], placeholders));

        var faults = parsed.SelectMany(p => p.Faults).ToList();
        var rules = parsed.SelectMany(p => p.Rules).ToList();
        var filters = parsed.SelectMany(p => p.Filters).ToList();
        var identities = rules.Select(r => new RuleIdentity(r.Title, r.Id, r.Name, r.LogSource)).ToList();
        var binding = FilterBinding.Bind(identities, filters.Select(f => f.Filter).ToList(), faults);
        for (var i = 0; i < rules.Count; i++)
            if (binding.FiltersOf(i) is { Count: > 0 } applied)
                rules[i] = Filtered(rules[i], [.. applied.Select(f => filters[f])]);
        identities = [.. identities.Select((identity, i) => identity with { Definition = rules[i].Definition })];
        var correlations = CorrelationGraph.Build(identities, parsed.SelectMany(p => p.Correlations).ToList(), faults);
        var loaded = rules.Count + filters.Count + correlations.Correlations.Count;
        return new RuleSet(rules, correlations, filters.Select(f => f.Filter).ToList(), faults, parsed.Sum(p => p.Documents) - loaded);
    }

    private static Rule Filtered(Rule rule, IReadOnlyList<(FilterRule Filter, Expression Condition, string Definition)> filters)
    {
        using var definition = new DefinitionHash();
        definition.Add(rule.Definition);
        foreach (var filter in filters) definition.Add(filter.Definition);
        return rule with { Expression = new AllOf([rule.Expression, .. filters.Select(f => f.Condition)]), Definition = definition.Finish() };
    }
}

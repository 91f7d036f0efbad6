using Watchfloor.Events.Content;
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

    private RuleSet(IReadOnlyList<Rule> rules, IReadOnlyList<ContentFault> faults, int refused)
    {
        Rules = rules;
        Faults = faults;
        Refused = refused;
        _compiled = new Lazy<CompiledRules>(() => new CompiledRules(rules));
    }

    /// <summary>The rules that loaded, in the order of their files.</summary>
    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>What is wrong with those that did not.</summary>
    public IReadOnlyList<ContentFault> Faults { get; }

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
        return new RuleSet(
            parsed.SelectMany(p => p.Rules).ToList(),
            parsed.SelectMany(p => p.Faults).ToList(),
            parsed.Sum(p => p.Refused));
    }
}

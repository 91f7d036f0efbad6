using System.Globalization;
using System.Text;
using Watchfloor.Events;
using Watchfloor.Events.Content;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

/// <summary>An event of a timeline: when, which rules hit it, and its fields. Its number counts from 1 in the order of writing.</summary>
internal sealed record TimelineEvent(long Number, long Time, string[] Rules, IReadOnlyDictionary<string, string> Fields);

/// <summary>
/// Correlations and small timelines written as text: <c>90s login user=alice host=web</c>, one event a line, several rules joined
/// by <c>+</c>; <c>#</c> begins a comment.
/// </summary>
internal sealed class Timeline
{
    private readonly List<string> _names;

    private Timeline(IReadOnlyList<CorrelationRule> rules, IEnumerable<string> names, List<ContentFault> faults)
    {
        _names = [.. names];
        RuleNames = _names;
        Faults = faults;
        Graph = CorrelationGraph.Build([.. _names.Select(n => new RuleIdentity(n, null, n, new LogSource("test")))], rules, faults);
    }

    private Timeline(RuleSet rules)
    {
        _names = [.. rules.Rules.Select(r => r.Name ?? r.Title)];
        RuleNames = _names;
        Faults = [.. rules.Faults];
        Graph = rules.Correlations;
    }

    public CorrelationGraph Graph { get; }

    public List<ContentFault> Faults { get; }

    /// <summary>The plain rules.</summary>
    public IReadOnlyList<string> RuleNames { get; }

    /// <summary>Reads correlations; every name they refer to and do not define is a plain rule.</summary>
    public static Timeline Read(string yaml)
    {
        var faults = new List<ContentFault>();
        var rules = new List<CorrelationRule>();
        foreach (var document in ContentReader.Read("rules.yml", yaml, faults))
            if (CorrelationParser.Parse("rules.yml", (ContentMap)document, faults) is { } rule)
                rules.Add(rule);
        return Of(rules, faults);
    }

    /// <summary>Loads rules of all kinds; the plain ones go by their names.</summary>
    public static Timeline Load(string yaml, RuleSetOptions? options = null) => new(RuleSet.Load([RuleFile.FromText("rules.yml", yaml)], options));

    public static Timeline Of(IReadOnlyList<CorrelationRule> rules, List<ContentFault>? faults = null)
    {
        var names = rules.SelectMany(r => r.Rules).Select(r => r.Text).Except(rules.Select(r => r.Name ?? "")).Order(StringComparer.Ordinal);
        return new Timeline(rules, names, faults ?? []);
    }

    /// <summary>Reads events, one a line.</summary>
    public static List<TimelineEvent> Events(string text)
    {
        var events = new List<TimelineEvent>();
        foreach (var line in text.Split('\n').Select(l => l.Split('#')[0].Trim()).Where(l => l.Length > 0))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            events.Add(new TimelineEvent(events.Count + 1, Ticks(words[0]), words[1].Split('+'), words.Skip(2).Select(w => w.Split('=', 2)).ToDictionary(p => p[0], p => p[1])));
        }

        return events;
    }

    /// <summary>The hits of an event, in the order its rules are written.</summary>
    public IEnumerable<CorrelationHit> Hits(TimelineEvent e) => e.Rules.Select(name => (Name: name, Rule: _names.IndexOf(name)))
        .Where(r => r.Rule >= 0)
        .Select(r => new CorrelationHit(r.Rule, e.Time, e.Number, [.. (Graph.FieldsOf(r.Rule) ?? []).Select(f => e.Fields.GetValueOrDefault(f))]));

    /// <summary>Runs a timeline as a scan does and answers the matches in the order they came.</summary>
    public List<CorrelationMatch> Run(IEnumerable<TimelineEvent> events, out CorrelationEngine engine, CorrelationLimits? limits = null)
    {
        var matches = new List<CorrelationMatch>();
        engine = new CorrelationEngine(Graph, limits ?? CorrelationLimits.Default, matches.Add);
        var run = new CorrelationRun(engine);
        foreach (var e in events)
            foreach (var hit in Hits(e))
                run.Add(0, hit);
        run.Complete();
        return matches;
    }

    /// <summary>Gives a stream the hits of events, each of the source its field <c>source</c> names, or of source 0.</summary>
    public void Play(CorrelationStream stream, IEnumerable<TimelineEvent> events)
    {
        foreach (var e in events)
            foreach (var hit in Hits(e))
                stream.Offer(int.Parse(e.Fields.GetValueOrDefault("source", "0"), CultureInfo.InvariantCulture), hit);
    }

    /// <summary>Matches and everything that was not counted, as text.</summary>
    public string Describe(IEnumerable<CorrelationMatch> matches, CorrelationEngine engine)
    {
        var text = new StringBuilder();
        foreach (var fault in Faults) text.Append(fault).Append('\n');
        foreach (var match in matches) text.Append(Describe(match)).Append('\n');
        for (var i = 0; i < engine.Statistics.Count; i++)
        {
            var statistics = engine.Statistics[i];
            Note(statistics.WithoutGroup, "without group");
            Note(statistics.WithoutValue, "without value");
            Note(statistics.SameEvent, "of the same event");
            Assert.Equal(0, statistics.Groups * (engine.Now == long.MaxValue ? 1 : 0));

            void Note(long count, string what)
            {
                if (count > 0) text.Append(CultureInfo.InvariantCulture, $"{Name(Graph.RuleCount + i)}: {count} {what}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>One match as a line: rule, group, value, when it was certain, window, hits.</summary>
    public string Describe(CorrelationMatch match)
    {
        var subject = match.Subject is null ? "" : $" of {match.Subject}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Name(match.Rule)} [{string.Join(", ", match.Group)}] = {match.Value:0.######}{subject} at {Span(match.Time)}, {match.Count} hits {Span(match.First)}..{Span(match.Last)}: {Members(match)}");
    }

    private string Members(CorrelationMatch match) => string.Join(' ', match.Members.Select(m =>
        m.Match is null ? $"#{m.Event}" : $"{Name(m.Rule)}({Members(m.Match)})"));

    private string Name(int rule) => rule < Graph.RuleCount
        ? _names[rule]
        : Graph.Correlations[rule - Graph.RuleCount] is var correlation ? correlation.Name ?? correlation.Title : "";

    private static long Ticks(string text) => long.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture)
        * text[^1] switch { 's' => TimeSpan.TicksPerSecond, 'm' => TimeSpan.TicksPerMinute, 'h' => TimeSpan.TicksPerHour, _ => TimeSpan.TicksPerDay };

    private static string Span(long ticks) => (ticks / TimeSpan.TicksPerSecond).ToString(CultureInfo.InvariantCulture) + "s";
}

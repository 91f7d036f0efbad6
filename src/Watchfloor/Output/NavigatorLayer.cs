using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Watchfloor.Attack;
using Watchfloor.Scan;

namespace Watchfloor.Output;

/// <summary>
/// The techniques of the findings as an ATT&amp;CK Navigator layer (layer file format 4.5): the score is the number of findings,
/// the colour the worst level, the comment names the rules.
/// </summary>
internal sealed class NavigatorLayer(Stream output) : IFindingWriter
{
    private const int MaxRulesInComment = 10;

    /// <summary>Fill colours in the order of <see cref="Sigma.RuleLevel"/>.</summary>
    private static readonly string[] _colors = ["#ced4da", "#91b8e8", "#f2cc60", "#f0883e", "#e5484d"];

    private readonly RuleTallies _tallies = new();

    /// <inheritdoc/>
    public void Write(Finding finding) => _tallies.Add(finding);

    /// <inheritdoc/>
    public void Complete(ScanReport report)
    {
        var byTechnique = new SortedDictionary<string, List<RuleTally>>(StringComparer.Ordinal);
        foreach (var tally in _tallies.WorstFirst())
            foreach (var id in tally.Rule.Tags.Select(AttackTable.TechniqueOf).OfType<string>().Distinct(StringComparer.Ordinal))
            {
                if (!byTechnique.TryGetValue(id, out var rules)) byTechnique.Add(id, rules = []);
                rules.Add(tally);
            }

        // A sub-technique is out of sight unless its parent, which may have no finding of its own, is opened.
        foreach (var parent in byTechnique.Keys.Select(ParentOf).OfType<string>().ToList()) byTechnique.TryAdd(parent, []);

        // The page that shows a layer is not ours: the default encoder also escapes what HTML would act on.
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.Default });
        json.WriteStartObject();
        json.WriteString("name", "Watchfloor scan");
        json.WriteStartObject("versions");
        json.WriteString("attack", AttackTable.Version);
        json.WriteString("navigator", "5.1.0");
        json.WriteString("layer", "4.5");
        json.WriteEndObject();
        json.WriteString("domain", "enterprise-attack");
        json.WriteString("description", Description(report));
        json.WriteNumber("sorting", 3); // by score, highest first
        json.WriteBoolean("hideDisabled", false);
        json.WriteStartArray("techniques");
        foreach (var (id, rules) in byTechnique)
            WriteTechnique(json, id, rules, isOpen: byTechnique.Keys.Any(other => ParentOf(other) == id));
        json.WriteEndArray();
        WriteLegend(json, byTechnique.Values);
        json.WriteEndObject();
        json.Flush();
        output.Write("\n"u8);
        output.Flush();
    }

    private static string Description(ScanReport report) => string.Create(CultureInfo.InvariantCulture,
        $"{report.Findings:N0} findings in {report.Events:N0} events, {report.RulesLoaded:N0} rules{(report.Cancelled ? "; interrupted" : "")}");

    private static void WriteTechnique(Utf8JsonWriter json, string id, List<RuleTally> rules, bool isOpen)
    {
        json.WriteStartObject();
        json.WriteString("techniqueID", id);
        if (rules.Count > 0)
        {
            json.WriteNumber("score", rules.Sum(r => r.Count));
            json.WriteString("color", _colors[(int)rules[0].Rule.Level]);
            json.WriteString("comment", Comment(rules));
        }

        json.WriteBoolean("enabled", true);
        json.WriteBoolean("showSubtechniques", isOpen);
        json.WriteEndObject();
    }

    private static string? ParentOf(string id) =>
        id.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? id[..dot] : null;

    private static string Comment(List<RuleTally> rules)
    {
        var lines = rules.Take(MaxRulesInComment)
            .Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Rule.Level.Name()}: {r.Rule.Title} ({r.Count:N0})"));
        if (rules.Count > MaxRulesInComment)
            lines = lines.Append(string.Create(CultureInfo.InvariantCulture, $"and {rules.Count - MaxRulesInComment:N0} more rules"));
        return string.Join('\n', lines);
    }

    private static void WriteLegend(Utf8JsonWriter json, IEnumerable<List<RuleTally>> techniques)
    {
        var levels = techniques.Where(rules => rules.Count > 0).Select(rules => rules[0].Rule.Level).Distinct().OrderDescending();
        json.WriteStartArray("legendItems");
        foreach (var level in levels)
        {
            json.WriteStartObject();
            json.WriteString("label", level.Name());
            json.WriteString("color", _colors[(int)level]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}

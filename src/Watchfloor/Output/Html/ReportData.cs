using System.Text.Encodings.Web;
using System.Text.Json;
using Watchfloor.Attack;
using Watchfloor.Scan;

namespace Watchfloor.Output.Html;

/// <summary>
/// The findings as the page's script reads them: one JSON object, with rules, hosts and files as tables that findings point into.
/// </summary>
/// <remarks>
/// The page must open on a colleague's laptop, so a rule that floods is cut: all its findings are counted, the first are shown.
/// </remarks>
internal sealed class ReportData
{
    /// <summary>How many findings of one rule the page holds.</summary>
    public const int MaxFindingsOfRule = 2_000;

    /// <summary>How many findings of one rule keep their whole event.</summary>
    public const int MaxEventsOfRule = 50;

    /// <summary>How many members of one correlation the page names.</summary>
    public const int MaxMembers = 50;

    // This encoder writes <, >, & and both quotes as \u escapes, so that no value can end the element that holds the data.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.Default };

    private readonly RuleTallies _tallies = new();
    private readonly Index<FindingRule> _rules = new();
    private readonly Index<string> _hosts = new();
    private readonly Index<string> _files = new();
    private readonly List<Finding> _findings = [];

    /// <summary>Takes one finding.</summary>
    public void Add(Finding finding)
    {
        var tally = _tallies.Add(finding);
        _rules.Of(finding.Rule);
        if (tally.Count > MaxFindingsOfRule) return;
        if (finding.Host is { } host) _hosts.Of(host);
        _files.Of(finding.File);
        _findings.Add(tally.Count <= MaxEventsOfRule ? finding : finding with { EventJson = null });
    }

    /// <summary>Writes the object.</summary>
    public void WriteTo(Stream output, ScanReport report)
    {
        using var json = new Utf8JsonWriter(output, _options);
        json.WriteStartObject();
        WriteRules(json);
        WriteMatrix(json);
        WriteFindings(json);
        WriteStrings(json, "hosts", _hosts.Items);
        WriteStrings(json, "files", _files.Items);
        WriteReport(json, report);
        json.WriteEndObject();
        json.Flush();
    }

    private void WriteRules(Utf8JsonWriter json)
    {
        var totals = _tallies.WorstFirst().ToDictionary(t => t.Rule, t => t.Count);
        json.WriteStartArray("rules");
        foreach (var rule in _rules.Items)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Id);
            json.WriteString("title", rule.Title);
            json.WriteNumber("level", (int)rule.Level);
            json.WriteString("path", rule.Path);
            json.WriteString("status", rule.Status);
            json.WriteString("description", rule.Description);
            WriteStrings(json, "tags", rule.Tags);
            WriteStrings(json, "falsePositives", rule.FalsePositives);
            WriteStrings(json, "references", rule.References);
            json.WriteNumber("total", totals[rule]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The matrix: every tactic in order, and in each the techniques that rules point to.</summary>
    private void WriteMatrix(Utf8JsonWriter json)
    {
        var attack = AttackTable.Default;
        var places = _rules.Items
            .SelectMany((rule, index) => attack.Cells(rule.Tags).Select(cell => (cell, index)))
            .ToLookup(p => p.cell.Tactic);
        json.WriteStartArray("tactics");
        foreach (var tactic in attack.Tactics)
        {
            json.WriteStartObject();
            json.WriteString("name", tactic.Name);
            json.WriteStartArray("techniques");
            foreach (var technique in places[tactic.ShortName].GroupBy(p => p.cell.Technique).OrderBy(g => g.Key, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteString("id", technique.Key);
                json.WriteString("name", attack.FullName(technique.Key));
                json.WriteStartArray("rules");
                foreach (var (_, index) in technique) json.WriteNumberValue(index);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteFindings(Utf8JsonWriter json)
    {
        json.WriteStartArray("findings");
        foreach (var finding in _findings)
        {
            json.WriteStartObject();
            if (finding.Timestamp is { } time) json.WriteNumber("time", time.ToUnixTimeMilliseconds());
            json.WriteNumber("rule", _rules.Of(finding.Rule));
            if (finding.Host is { } host) json.WriteNumber("host", _hosts.Of(host));
            json.WriteNumber("file", _files.Of(finding.File));
            json.WriteNumber("offset", finding.Offset);
            // As text: JavaScript keeps whole numbers to 2^53 only.
            if (finding.RecordId is { } record) json.WriteString("record", record.ToString(System.Globalization.CultureInfo.InvariantCulture));
            json.WriteStartArray("matches");
            foreach (var match in finding.Matches)
            {
                json.WriteStartArray();
                json.WriteStringValue(match.Field);
                json.WriteStringValue(match.Value);
                json.WriteStringValue(match.Pattern);
                json.WriteEndArray();
            }

            json.WriteEndArray();
            if (finding.EventJson is { } e) json.WriteString("event", e);
            if (finding.Members.Count > 0) WriteMembers(json, finding.Members);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteMembers(Utf8JsonWriter json, IReadOnlyList<FindingMember> members)
    {
        json.WriteNumber("memberCount", members.Count);
        json.WriteStartArray("members");
        foreach (var member in members.Take(MaxMembers))
        {
            json.WriteStartObject();
            json.WriteString("file", member.File);
            json.WriteNumber("offset", member.Offset);
            if (member.Timestamp is { } time) json.WriteNumber("time", time.ToUnixTimeMilliseconds());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteReport(Utf8JsonWriter json, ScanReport report)
    {
        json.WriteNumber("total", report.Findings);
        json.WriteNumber("events", report.Events);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("unparsed", report.Unparsed);
        json.WriteNumber("rulesLoaded", report.RulesLoaded);
        json.WriteBoolean("cancelled", report.Cancelled);
        WriteStrings(json, "shortfalls", report.Shortfalls);
        WriteStrings(json, "refused", [.. report.RuleFaults.Select(f => f.ToString())]);
        WriteCounted(json, "classes", report.Classes);
        WriteCounted(json, "unknown", report.UnknownSources);
        WriteCounted(json, "idle", report.IdleRules);
        json.WriteStartArray("faults");
        foreach (var fault in report.Faults)
        {
            json.WriteStartArray();
            json.WriteStringValue(fault.File);
            json.WriteStringValue(fault.Reason);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("inputs");
        foreach (var input in report.Inputs)
        {
            json.WriteStartObject();
            json.WriteString("file", input.File);
            json.WriteString("format", input.Format);
            json.WriteNumber("bytes", input.Bytes);
            json.WriteNumber("events", input.Events);
            json.WriteNumber("unparsed", input.Unparsed);
            WriteStrings(json, "reasons", [.. input.UnparsedReasons.Select(r => r.Reason)]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string key, IReadOnlyList<string> values)
    {
        json.WriteStartArray(key);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteCounted(Utf8JsonWriter json, string key, IReadOnlyList<Counted> things)
    {
        json.WriteStartArray(key);
        foreach (var (name, count) in things)
        {
            json.WriteStartArray();
            json.WriteStringValue(name);
            json.WriteNumberValue(count);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    /// <summary>Distinct things in the order they were met, each with its place.</summary>
    private sealed class Index<T> where T : notnull
    {
        private readonly Dictionary<T, int> _places = [];

        public List<T> Items { get; } = [];

        public int Of(T item)
        {
            if (_places.TryGetValue(item, out var place)) return place;
            _places.Add(item, place = Items.Count);
            Items.Add(item);
            return place;
        }
    }
}

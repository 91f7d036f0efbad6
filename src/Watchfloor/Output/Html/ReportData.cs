using System.Text.Encodings.Web;
using System.Text.Json;
using Watchfloor.Attack;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.Output.Html;

/// <summary>
/// The findings as the page's script reads them: one JSON object, with rules, hosts and files as tables that findings point into.
/// </summary>
/// <remarks>
/// The page must open on a colleague's laptop. So a rule that floods is cut, all findings together have a size they may not pass,
/// and lists have a length: everything is counted, the first are shown.
/// </remarks>
internal sealed class ReportData
{
    /// <summary>How many findings of one rule the page holds at most.</summary>
    public const int MaxFindingsOfRule = 2_000;

    /// <summary>How many findings of one rule keep their whole event at most.</summary>
    public const int MaxEventsOfRule = 50;

    /// <summary>How long the findings may be together in the page, in bytes.</summary>
    public const int MaxFindingBytes = 32 << 20;

    /// <summary>The longest event that is kept, in bytes.</summary>
    public const int MaxEventBytes = 64 << 10;

    /// <summary>The longest value that is shown whole, in characters.</summary>
    public const int MaxText = 4_096;

    /// <summary>How many reasons of one finding the page names.</summary>
    public const int MaxMatches = 100;

    /// <summary>How many members of one correlation the page names.</summary>
    public const int MaxMembers = 50;

    /// <summary>How many files, faults and refused rules the page lists, of each.</summary>
    public const int MaxListed = 1_000;

    // This encoder writes <, >, & and both quotes as \u escapes, so that no value can end the element that holds the data.
    private static readonly JsonWriterOptions _options = new() { Encoder = JavaScriptEncoder.Default };

    private readonly RuleTallies _tallies = new();
    private readonly Index<FindingRule> _rules = new();
    private readonly Index<string> _hosts = new();
    private readonly Index<string> _files = new();
    private readonly List<Kept> _findings = [];
    private int _maxFindings = MaxFindingsOfRule;
    private int _maxEvents = MaxEventsOfRule;
    private long _bytes;

    /// <summary>Takes one finding.</summary>
    public void Add(Finding finding)
    {
        var tally = _tallies.Add(finding);
        _rules.Of(finding.Rule);
        if (tally.Count > _maxFindings) return;
        var shown = finding with
        {
            Matches = [.. finding.Matches.Take(MaxMatches).Select(m => new FieldMatch(m.Field, Cut(m.Value), Cut(m.Pattern)))],
            EventJson = tally.Count <= _maxEvents && finding.EventJson?.Length <= MaxEventBytes ? finding.EventJson : null,
        };
        Keep(new Kept(shown, (int)tally.Count));
        while (_bytes > MaxFindingBytes && _maxFindings > 1) CutEveryRule();
        if (_bytes > MaxFindingBytes) Drop(_findings.Count - 1);
    }

    private void Keep(Kept kept)
    {
        _findings.Add(kept);
        _bytes += kept.Bytes;
    }

    private void Drop(int place)
    {
        _bytes -= _findings[place].Bytes;
        _findings.RemoveAt(place);
    }

    /// <summary>Keeps half as much of every rule, so that no rule that fires late finds the page full.</summary>
    private void CutEveryRule()
    {
        _maxFindings /= 2;
        _maxEvents /= 2;
        var all = _findings.ToArray();
        _findings.Clear();
        _bytes = 0;
        foreach (var (finding, number) in all.Where(k => k.Number <= _maxFindings))
            Keep(new Kept(number <= _maxEvents ? finding : finding with { EventJson = null }, number));
    }

    private static string Cut(string text) => text.Length > MaxText ? text[..MaxText] + "…" : text;

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
        var totals = _tallies.WorstFirst().ToDictionary(t => t.Rule);
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
            json.WriteNumber("total", totals[rule].Count);
            json.WriteNumber("hosts", totals[rule].Hosts);
            if (totals[rule].First is { } first) json.WriteNumber("first", first.ToUnixTimeMilliseconds());
            if (totals[rule].Last is { } last) json.WriteNumber("last", last.ToUnixTimeMilliseconds());
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
        foreach (var (finding, _) in _findings)
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

    private void WriteReport(Utf8JsonWriter json, ScanReport report)
    {
        json.WriteNumber("total", report.Findings);
        json.WriteNumber("hostCount", _tallies.Hosts.Count);
        json.WriteNumber("elsewhere", _tallies.Hosts.FindingsElsewhere);
        json.WriteNumber("inputCount", report.Inputs.Count);
        json.WriteNumber("faultCount", report.Faults.Count);
        json.WriteNumber("refusedCount", report.RuleFaults.Count);
        json.WriteNumber("events", report.Events);
        json.WriteNumber("bytes", report.Bytes);
        json.WriteNumber("unparsed", report.Unparsed);
        json.WriteNumber("rulesLoaded", report.RulesLoaded);
        json.WriteBoolean("cancelled", report.Cancelled);
        WriteStrings(json, "shortfalls", report.Shortfalls);
        WriteStrings(json, "refused", [.. report.RuleFaults.Take(MaxListed).Select(f => f.ToString())]);
        WriteCounted(json, "classes", report.Classes);
        WriteCounted(json, "unknown", report.UnknownSources);
        WriteCounted(json, "idle", report.IdleRules);
        json.WriteStartArray("faults");
        foreach (var fault in report.Faults.Take(MaxListed))
        {
            json.WriteStartArray();
            json.WriteStringValue(fault.File);
            json.WriteStringValue(fault.Reason);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("inputs");
        foreach (var input in report.Inputs.Take(MaxListed))
        {
            json.WriteStartObject();
            json.WriteString("file", input.File);
            json.WriteString("format", input.Format);
            json.WriteNumber("bytes", input.Bytes);
            json.WriteNumber("events", input.Events);
            json.WriteNumber("carved", input.Carved);
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

    /// <summary>A finding that the page may show, and its number among its rule's.</summary>
    private sealed record Kept(Finding Finding, int Number)
    {
        /// <summary>No less than the finding takes in the page: names, punctuation, numbers, and its texts.</summary>
        public long Bytes { get; } = 256
            + Finding.Matches.Sum(m => 16 + Encoded(m.Field) + Encoded(m.Value) + Encoded(m.Pattern))
            + Finding.Members.Take(MaxMembers).Sum(m => 80 + Encoded(m.File))
            + Encoded(Finding.Host) + Encoded(Finding.File)
            + (Finding.EventJson is { } e ? Encoded(e) : 0);

        /// <summary>The encoder leaves most of ASCII alone and makes six bytes of a character at most.</summary>
        private static long Encoded(string? text) => text is null ? 0 : text.Length + (5L * text.Count(c => !IsPlain(c)));

        private static long Encoded(byte[] text) => text.Length + (5L * text.Count(b => !IsPlain((char)b)));

        private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is ' ' or '.' or ',' or ':' or ';' or '-' or '_' or '/' or '{' or '}' or '[' or ']' or '(' or ')' or '=';
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

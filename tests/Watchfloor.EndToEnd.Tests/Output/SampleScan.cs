using System.Globalization;
using System.Text;
using Watchfloor.Events.Content;
using Watchfloor.Output;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.EndToEnd.Tests.Output;

/// <summary>A made-up scan of a small network: five attacks' worth of findings, the same at every run.</summary>
internal static class SampleScan
{
    private static readonly DateTimeOffset _start = new(2026, 3, 1, 6, 0, 0, TimeSpan.Zero);

    private static readonly (string Title, RuleLevel Level, string[] Tags, string Field, string Value, string Pattern)[] _rules =
    [
        ("Office Program Starts a Shell", RuleLevel.High, ["attack.initial-access", "attack.execution", "attack.t1566.001", "attack.t1059.001"],
            "ParentImage", @"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE", @"*\winword.exe"),
        ("Encoded PowerShell Command", RuleLevel.Medium, ["attack.execution", "attack.t1059.001", "attack.stealth", "attack.t1027"],
            "CommandLine", "powershell.exe -nop -w hidden -enc JABzAD0ATgBlAHcALQBPAGIAagBlAGMAdAAgAEkATwAuAE0AZQBtAG8AcgB5AFMAdAByAGUAYQBtAA==", "* -enc *"),
        ("LSASS Memory Read", RuleLevel.Critical, ["attack.credential-access", "attack.t1003.001"], "TargetImage", @"C:\Windows\system32\lsass.exe", @"*\lsass.exe"),
        ("Service Installed From a User's Folder", RuleLevel.High, ["attack.persistence", "attack.privilege-escalation", "attack.t1543.003"],
            "ImagePath", @"C:\Users\anna\AppData\Local\Temp\svc.exe", @"*\AppData\*"),
        ("Run Key Set", RuleLevel.Medium, ["attack.persistence", "attack.t1547.001"], "TargetObject",
            @"HKU\S-1-5-21-1\Software\Microsoft\Windows\CurrentVersion\Run\Updater", @"*\CurrentVersion\Run\*"),
        ("Account Discovery", RuleLevel.Low, ["attack.discovery", "attack.t1087.002", "attack.t1069.002"], "CommandLine", "net  group \"Domain Admins\" /domain", "*net *group*"),
        ("Remote Service Created", RuleLevel.High, ["attack.lateral-movement", "attack.t1021.002", "attack.execution", "attack.t1569.002"],
            "ServiceName", "PSEXESVC", "PSEXESVC"),
        ("Event Log Cleared", RuleLevel.High, ["attack.defense-impairment", "attack.t1070.001"], "Channel", "Security", "security"),
        ("Archive Made by a Command Line Tool", RuleLevel.Low, ["attack.collection", "attack.t1560.001"], "CommandLine", @"rar.exe a -hpX c:\pub\q.rar c:\fin", "* a -hp*"),
        ("DNS Query for a Tunnel", RuleLevel.Medium, ["attack.command-and-control", "attack.t1071.004"], "QueryName", "aGVsbG8.tun.example.net", "*.tun.*"),
        ("Many Failed Logons", RuleLevel.Medium, ["attack.credential-access", "attack.t1110"], "", "", ""),
        ("Process Access Seen", RuleLevel.Informational, [], "GrantedAccess", "0x1410", "0x1410"),
    ];

    /// <summary>The rules that fire.</summary>
    public static IReadOnlyList<FindingRule> Rules { get; } =
    [
        .. _rules.Select((r, i) => new FindingRule
        {
            Id = string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{i:000000000000}"),
            Title = r.Title,
            Level = r.Level,
            Path = $"rules/windows/{r.Title.Replace(' ', '_').ToLowerInvariant()}.yml",
            Status = i % 3 == 0 ? "stable" : "test",
            Tags = r.Tags,
            Description = "Looks for " + r.Title.ToLowerInvariant() + ". Seldom part of everyday work, often part of an attack.",
            FalsePositives = ["Administrators at work", "Software deployment"],
            References = ["https://example.org/notes/" + i.ToString(CultureInfo.InvariantCulture)],
        }),
    ];

    /// <summary>Findings in the order of their files.</summary>
    public static IEnumerable<Finding> Findings(int count)
    {
        var random = new Random(42);
        for (var i = 0; i < count; i++)
        {
            // Attacks come in bursts, and noise is more frequent than alarm.
            var rule = Math.Min(random.Next(_rules.Length), random.Next(2) == 0 ? 11 : 1 + random.Next(_rules.Length - 1));
            var host = new[] { "ws-0412", "ws-0417", "dc01", "files01", "mail01", "build-agent-07.corp.example" }[Math.Min(random.Next(6), random.Next(8))];
            var burst = random.Next(9) * 137;
            var time = _start.AddMinutes(burst + (random.NextDouble() * random.Next(1, 40)));
            yield return Finding(rule, host, time, i);
        }
    }

    /// <summary>One finding of a rule.</summary>
    public static Finding Finding(int rule, string? host, DateTimeOffset? time, int number)
    {
        var (_, _, _, field, value, pattern) = _rules[rule];
        var correlation = field.Length == 0;
        return new Finding
        {
            Timestamp = time,
            Rule = Rules[rule],
            Host = host,
            File = "evidence/march.zip!" + (host ?? "unknown") + ".evtx",
            Offset = 4_608 + (number * 1_024L),
            RecordId = correlation ? null : (ulong)(90_000 + number),
            Matches = correlation ? [] : [new FieldMatch(field, value, pattern), new FieldMatch("EventID", "1", "1")],
            EventJson = correlation ? null : Encoding.UTF8.GetBytes(
                """{"Event":{"System":{"EventID":1,"EventRecordID":18446744073709551615},"EventData":{"User":"CORP\\anna","Hashes":[]}}}"""),
            Members = correlation ? [.. Enumerable.Range(0, 60).Select(m => new FindingMember("evidence/dc01.evtx", 8_192 + m, time?.AddSeconds(m - 60)))] : [],
        };
    }

    /// <summary>The report of a scan that met everything a report can tell.</summary>
    public static ScanReport Report(long findings) => new()
    {
        Findings = findings,
        RulesLoaded = 3_141,
        Inputs =
        [
            new InputReport { File = "evidence/march.zip!ws-0412.evtx", Format = "evtx", Bytes = 20_975_616, Events = 31_020 },
            new InputReport
            {
                File = "evidence/march.zip!dc01.evtx", Format = "evtx", Bytes = 68_227_072, Events = 92_344, Unparsed = 3,
                UnparsedReasons = [new("chunk checksum is wrong", 135_168)],
            },
            new InputReport { File = "evidence/notes.ndjson", Format = "json", Bytes = 88_120, Events = 120 },
        ],
        Faults = [new InputFault("evidence/old.gz", "the data ends too early")],
        Classes = [new("windows/process_creation/sysmon", 51_022), new("windows/*/security", 72_342)],
        UnknownSources = [new("json: app, level, message", 120)],
        IdleRules = [new("windows/registry_set/*", 224), new("linux/process_creation/*", 144), new("*/webserver/*", 86)],
        RulesRefused = 1,
        RuleFaults = [new ContentFault("rules/windows/a.yml", 14, 9, "the placeholder %Servers% has no values", "give them with --placeholders")],
    };

    /// <summary>Runs a writer over findings as a scan does.</summary>
    public static void Write(IFindingWriter writer, IEnumerable<Finding> findings, ScanReport? report = null)
    {
        var count = 0L;
        foreach (var finding in findings)
        {
            writer.Write(finding);
            count++;
        }

        writer.Complete(report ?? Report(count));
    }
}

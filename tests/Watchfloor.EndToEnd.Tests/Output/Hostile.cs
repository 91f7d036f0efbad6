using System.Text;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.EndToEnd.Tests.Output;

/// <summary>A finding and a report with the same text in every place that a log or a rule can fill.</summary>
internal static class Hostile
{
    public static Finding Finding(string text) => new()
    {
        Timestamp = DateTimeOffset.UnixEpoch,
        Rule = new FindingRule
        {
            Id = text + "id",
            Title = text + "title",
            Level = RuleLevel.High,
            Path = text + "path",
            Status = text + "status",
            Tags = [text + "tag", "attack.t1059", "attack.execution"],
            Description = text + "description",
            FalsePositives = [text + "harmless"],
            References = [text + "reference"],
        },
        Host = text + "host",
        File = text + "file",
        Offset = 0,
        Matches = [new(text + "field", text + "value", text + "pattern")],
        EventJson = Encoding.UTF8.GetBytes("{\"a\":\"" + System.Text.Json.JsonEncodedText.Encode(text + "event") + "\"}"),
        Members = [new(text + "member", 1, null)],
    };

    public static ScanReport Report(string text) => new()
    {
        Findings = 1,
        RulesLoaded = 1,
        Inputs = [new() { File = text + "input", Format = text + "format", Bytes = 1, Events = 1, Unparsed = 1, UnparsedReasons = [new(text + "reason", 0)] }],
        Faults = [new(text + "faulty", text + "why")],
        Classes = [new(text + "class", 1)],
        UnknownSources = [new(text + "unknown", 1)],
        IdleRules = [new(text + "idle", 1)],
        RulesRefused = 1,
        RuleFaults = [new(text + "refused", 1, 1, text + "message")],
    };
}

using System.Text.RegularExpressions;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Formats.Archives;
using Watchfloor.Sigma;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>The public rules and sample logs.</summary>
internal static partial class Corpus
{
    private static readonly string[] RuleFolders = ["rules", "rules-compliance", "rules-emerging-threats", "rules-placeholder", "rules-threat-hunting"];

    /// <summary>The sets of logs by name, with their folder and what their files end with.</summary>
    public static readonly (string Name, string Folder, string[] Endings)[] Sets =
    [
        ("regression_data", "sigma/regression_data", [".evtx", ".json", ".raw"]),
        ("attack-samples", "evtx/attack-samples", [".evtx"]),
        ("parser-samples", "evtx/parser-samples", [".evtx"]),
        ("security-datasets", "security-datasets", [".zip"]),
        ("parse-pairs", "parse-pairs", [".txt", ".xml"]),
    ];

    /// <summary>Every active rule file, in a fixed order.</summary>
    public static List<RuleFile> Files() =>
    [
        .. RuleFolders.SelectMany(f => Directory.GetFiles(SharedData.Require("sigma/" + f), "*.yml", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal).Select(f => new RuleFile(f, () => File.ReadAllText(f))),
    ];

    /// <summary>Every active rule, with a value for whatever stands between percent signs.</summary>
    public static RuleSet Load()
    {
        var files = Files();
        var names = files.SelectMany(f => Placeholder().Matches(f.Read())).Select(m => m.Groups[1].Value).Distinct();
        return RuleSet.Load(files, new RuleSetOptions { Placeholders = names.ToDictionary(n => n, _ => (IReadOnlyList<string>)["*admin*"]) });
    }

    /// <summary>The files of a set in a fixed order.</summary>
    public static string[] Logs((string Name, string Folder, string[] Endings) set) =>
    [
        .. Directory.GetFiles(SharedData.Require(set.Folder), "*", SearchOption.AllDirectories)
            .Where(f => set.Endings.Contains(Path.GetExtension(f))).Order(StringComparer.Ordinal),
    ];

    /// <summary>Decodes a file, whatever it is packed in.</summary>
    public static IEnumerable<EventBatch> Batches(EventCatalog catalog, string file)
    {
        var batch = new EventBatch(catalog.Names);
        foreach (var member in ArchiveReader.Open(File.OpenRead(file), file))
        {
            var head = new HeadStream(member.Stream);
            if (FormatRegistry.Detect(head.Head) is not { } format) continue;
            var reader = new EventReader(head, format, catalog.Names, DecodeLimits.Default);
            while (reader.Read(batch)) yield return batch;
        }
    }

    [GeneratedRegex("%([A-Za-z_-]+)%", RegexOptions.NonBacktracking)]
    private static partial Regex Placeholder();
}

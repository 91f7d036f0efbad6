using Watchfloor.Sigma;

namespace Watchfloor.Bench;

/// <summary>What is measured, and where it lies: rules and logs that others wrote, the project's own cases, and the published program.</summary>
/// <param name="Root">The project's folder.</param>
/// <param name="Data">The folder of rules and logs.</param>
internal sealed record Inputs(string Root, string Data)
{
    private static readonly string[] _allRules = ["rules", "rules-emerging-threats", "rules-threat-hunting", "rules-placeholder", "rules-compliance"];

    /// <summary>How long a storm of alerts lasts.</summary>
    public TimeSpan Storm { get; init; }

    /// <summary>Looks beside the project, or where the environment variable WATCHFLOOR_DATA says.</summary>
    public static Inputs Find()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Watchfloor.slnx")))
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("the benchmark does not lie in the project's folder");
        return new Inputs(root, Environment.GetEnvironmentVariable("WATCHFLOOR_DATA") ?? Path.GetFullPath(Path.Combine(root, "../shared/data")));
    }

    /// <summary>The published program.</summary>
    public string Program => Require(Path.Combine(Root, "out/watchfloor/watchfloor"), "publish it with ./dev up");

    /// <summary>The folders of all active rules.</summary>
    public string[] AllRuleFolders => [.. _allRules.Select(r => Folder("sigma/" + r))];

    /// <summary>The rules of the main folder, read into memory.</summary>
    public IReadOnlyList<RuleFile> MainRules => Read([Folder("sigma/rules")]);

    /// <summary>All active rules, read into memory.</summary>
    public IReadOnlyList<RuleFile> AllRules => Read(AllRuleFolders);

    /// <summary>A folder of the data.</summary>
    public string Folder(string name) => Require(Path.Combine(Data, name), "set WATCHFLOOR_DATA to the folder that has it");

    private static string Require(string path, string remedy) =>
        Path.Exists(path) ? path : throw new MissingInputException($"{path} is missing; {remedy}");

    private static List<RuleFile> Read(IEnumerable<string> folders) =>
        folders.SelectMany(f => Directory.GetFiles(f, "*.yml", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)
            .Select(f => RuleFile.FromText(f, File.ReadAllText(f))).ToList();
}

namespace Watchfloor.Scan;

/// <summary>How bad a finding is, as its rule says (Sigma rules specification 2.1, "level"), mildest first.</summary>
internal enum Level
{
    Informational,
    Low,
    Medium,
    High,
    Critical,
}

/// <summary>The words for levels.</summary>
internal static class LevelNames
{
    /// <summary>The words, in the order of <see cref="Level"/>.</summary>
    public static IReadOnlyList<string> All { get; } = ["informational", "low", "medium", "high", "critical"];

    /// <summary>The level's word in rules and outputs.</summary>
    public static string Name(this Level level) => All[(int)level];

    /// <summary>The level with this word, or null.</summary>
    public static Level? Parse(string word)
    {
        for (var i = 0; i < All.Count; i++)
            if (All[i].Equals(word, StringComparison.OrdinalIgnoreCase))
                return (Level)i;
        return null;
    }
}

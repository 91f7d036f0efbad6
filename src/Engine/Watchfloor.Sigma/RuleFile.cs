namespace Watchfloor.Sigma;

/// <summary>A file of rules, read when it is needed so that a set loads in parallel.</summary>
/// <param name="Path">The name shown in faults and findings.</param>
/// <param name="Read">Answers the file's text; may throw <see cref="IOException"/>, which becomes a fault.</param>
public sealed record RuleFile(string Path, Func<string> Read)
{
    /// <summary>A file whose text is at hand.</summary>
    public static RuleFile FromText(string path, string text) => new(path, () => text);
}

using System.Text.RegularExpressions;
using Watchfloor.Sigma.Parsing;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>docs/sigma.md says what the code does.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "sigma.md"));

    /// <summary>The table of modifiers has every name once and no other.</summary>
    [Fact]
    public void ModifierTable_EveryName_IsOneTheCodeKnows()
    {
        var section = Page[Page.IndexOf("## Modifiers", StringComparison.Ordinal)..Page.IndexOf("## Conditions", StringComparison.Ordinal)];
        var named = section.Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(l => Name().Matches(l.Split('|')[1])).Select(m => m.Groups[1].Value);
        Assert.Equal(Modifiers.ByName.Keys.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Files_NamedOnThePage_Exist()
    {
        var files = FileName().Matches(Page).Select(m => m.Groups[1].Value).ToList();
        Assert.True(files.Count >= 2);
        Assert.All(files, f => Assert.True(File.Exists(Path.Combine(Repository.Root, f)), f));
    }

    [GeneratedRegex("`([a-z0-9]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex("`(tests/[A-Za-z0-9./-]+)`", RegexOptions.NonBacktracking)]
    private static partial Regex FileName();
}

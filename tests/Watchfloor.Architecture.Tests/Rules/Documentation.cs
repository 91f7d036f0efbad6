using System.Text.RegularExpressions;

namespace Watchfloor.Architecture.Tests.Rules;

/// <summary>What the documents point at: files by relative links, commands by name.</summary>
internal static partial class Documentation
{
    /// <summary>The relative links of a Markdown text whose target is missing.</summary>
    /// <param name="path">The document's path from the root.</param>
    /// <param name="text">Its text.</param>
    /// <param name="exists">Whether a file or folder exists, by its path from the root.</param>
    public static IReadOnlyList<string> BrokenLinks(string path, string text, Func<string, bool> exists)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        return
        [
            .. Link().Matches(text).Select(m => m.Groups["target"].Value)
                .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#') && !target.StartsWith("mailto:", StringComparison.Ordinal))
                .Where(target => !exists(Path.GetRelativePath(".", Path.Combine(folder, target.Split('#')[0])))),
        ];
    }

    /// <summary>The command lines of a Markdown text that start with <paramref name="program"/>, each as its words.</summary>
    public static IReadOnlyList<string[]> Commands(string text, string program) =>
    [
        .. Command().Matches(text).Select(m => m.Value.Trim())
            .Where(line => line.StartsWith(program + " ", StringComparison.Ordinal))
            .Select(line => line[program.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)),
    ];

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)|(src|href)=""(?<target>[^""]+)""", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    // Inside a code block a command ends with the line or with a comment; in running text with the closing quote.
    [GeneratedRegex(@"\./(dev|watchfloor)\b[^`\n#|]*", RegexOptions.NonBacktracking)]
    private static partial Regex Command();
}

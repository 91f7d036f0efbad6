using System.Text.RegularExpressions;

namespace Watchfloor.Architecture.Tests.Rules;

/// <summary>Text that is true only on one machine or in one tracker: absolute paths of a home, registry hosts, issue numbers.</summary>
internal static partial class ForeignText
{
    /// <summary>The breaches in a text, as <c>line: what</c>.</summary>
    public static IReadOnlyList<string> Breaches(string text) =>
        [.. text.Split('\n').SelectMany((line, i) => Pattern().Matches(line).Select(m => $"{i + 1}: {m.Value}"))];

    // The brackets keep this file from finding itself.
    [GeneratedRegex(
        """
        (^|[^\w.])[/](work|home/[a-z]+|root)/\w
        | (api\.nuget|registry\.npmjs|deb\.debian|pypi)[.](org|com)
        | \b(issue|issues|PR|pull[ ]request)[ ][#]?\d+
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

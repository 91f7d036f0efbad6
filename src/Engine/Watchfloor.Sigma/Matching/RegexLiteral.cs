using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Watchfloor.Sigma.Matching;

/// <summary>
/// The texts that everything a regular expression finds must hold: runs of plain characters outside every group, class, alternative
/// and optional part. When in doubt there is none, which costs speed and never a match.
/// </summary>
internal static class RegexLiteral
{
    private static readonly SearchValues<char> Counts = SearchValues.Create("0123456789,");

    /// <summary>The longest of the texts, or null.</summary>
    public static byte[]? Longest(RegexPredicate predicate) => Runs(predicate).MaxBy(r => r.Length);

    /// <summary>The texts in ASCII, in the order in which they stand in everything that is found, none overlapping another.</summary>
    public static byte[][] Runs(RegexPredicate predicate)
    {
        // Under IgnoreCase the engine lets a few non-ASCII characters equal ASCII letters (the Kelvin sign is k);
        // the index compares ASCII, so such letters end a run.
        var ignoreCase = IgnoresCase(predicate);
        if (HasUnusualGroup(predicate.Pattern)) return [];
        var runs = new List<byte[]>();
        var run = new StringBuilder();
        var pattern = predicate.Pattern;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '|') return []; // an alternative at the top: nothing is certain
            var length = 1;
            var plain = char.IsAscii(c) && !".^$()[]{}*+?\\".Contains(c, StringComparison.Ordinal) && !(ignoreCase && "kKsSiI".Contains(c, StringComparison.Ordinal));
            if (c == '\\' && i + 1 < pattern.Length && char.IsAscii(pattern[i + 1]) && !char.IsLetterOrDigit(pattern[i + 1]))
            {
                plain = true;
                length = 2;
                c = pattern[i + 1];
            }
            else if (c == '\\')
            {
                // Of the escaped letters only those that stand for one character or place; \x41, \p{L} and the like end the search.
                if (i + 1 >= pattern.Length || !"dwsbDWSBnrtAzZ".Contains(pattern[i + 1], StringComparison.Ordinal)) return [];
                length = 2;
            }
            else if (c == '(') length = Group(pattern, i);
            else if (c == '[') length = Class(pattern, i);
            if (length < 0) return [];
            var next = i + length;
            var quantified = next < pattern.Length && pattern[next] is '*' or '?' or '{';
            if (plain && !quantified) run.Append(c);
            if (!plain || quantified || (next < pattern.Length && pattern[next] == '+')) Take(run, runs);
            i = next - 1;
            if (quantified && pattern[next] == '{')
            {
                var close = pattern.IndexOf('}', next);
                if (close < 0 || pattern.AsSpan(next + 1, close - next - 1).ContainsAnyExcept(Counts)) return [];
                i = close;
            }
        }

        Take(run, runs);
        return [.. runs];
    }

    /// <summary>True when at least a part of the expression ignores case.</summary>
    public static bool IgnoresCase(RegexPredicate predicate) =>
        predicate.Options.HasFlag(RegexOptions.IgnoreCase) || predicate.Pattern.Contains("(?i", StringComparison.Ordinal);

    /// <summary>Groups other than <c>(…)</c>, <c>(?:…)</c> and a leading <c>(?i)</c> may change how the rest is read.</summary>
    private static bool HasUnusualGroup(string pattern)
    {
        for (var i = pattern.IndexOf("(?", StringComparison.Ordinal); i >= 0; i = pattern.IndexOf("(?", i + 1, StringComparison.Ordinal))
            if (!pattern.AsSpan(i).StartsWith("(?:") && !pattern.AsSpan(i).StartsWith("(?i)"))
                return true;
        return false;
    }

    private static void Take(StringBuilder run, List<byte[]> runs)
    {
        if (run.Length > 0) runs.Add(Encoding.ASCII.GetBytes(run.ToString()));
        run.Clear();
    }

    private static int Group(string pattern, int at)
    {
        var depth = 0;
        for (var i = at; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\') i++;
            else if (pattern[i] == '[')
            {
                var length = Class(pattern, i);
                if (length < 0) return -1;
                i += length - 1;
            }
            else if (pattern[i] == '(') depth++;
            else if (pattern[i] == ')' && --depth == 0) return i - at + 1;
        }

        return -1;
    }

    private static int Class(string pattern, int at)
    {
        var i = at + 1;
        if (i < pattern.Length && pattern[i] == '^') i++;
        if (i < pattern.Length && pattern[i] == ']') i++;
        for (; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\') i++;
            else if (pattern[i] == ']') return i - at + 1;
        }

        return -1;
    }
}

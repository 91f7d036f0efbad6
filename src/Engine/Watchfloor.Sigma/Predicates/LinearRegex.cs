using System.Globalization;

namespace Watchfloor.Sigma;

/// <summary>
/// Tells by its text alone that .NET's non-backtracking engine takes a well-formed expression. Building the engine takes a
/// millisecond and half a megabyte, too much for the many expressions of a rule set that no event ever asks for.
/// </summary>
internal static class LinearRegex
{
    /// <summary>The engine's limit on the states of an automaton, some of which it adds of its own.</summary>
    private const long MaxStates = 9_000;

    /// <summary>With an anchor anywhere, the engine counts each state once for every kind of character that may stand before it.</summary>
    private const long KindsBeforeAnchors = 5;

    /// <summary>False when the expression holds what the engine may refuse; then only building it can tell.</summary>
    public static bool IsCertain(string pattern)
    {
        // A character is at most one state. A repetition copies the character, or all that the group in front of it holds.
        long states = pattern.Length, times = 1;
        var most = MayHaveAnchor(pattern) ? MaxStates / KindsBeforeAnchors : MaxStates;
        for (var i = 0; i < pattern.Length; i++)
        {
            var next = i + 1 < pattern.Length ? pattern[i + 1] : '\0';
            if (pattern[i] == '\\')
            {
                // Back-references, and \G.
                if (char.IsAsciiDigit(next) || next is 'k' or 'G') return false;
                i++;
            }
            else if (pattern[i] == '(' && next == '?')
            {
                // Look-around, atomic groups, conditions, and options that change how the rest is read.
                if (!pattern.AsSpan(i).StartsWith("(?:") && !pattern.AsSpan(i).StartsWith("(?i)")) return false;
            }
            else if (pattern[i] == '+' || (pattern[i] == '{' && char.IsAsciiDigit(next)))
            {
                if (!TryCopies(pattern.AsSpan(i), out var copies)) return false;
                if (i > 0 && pattern[i - 1] == ')') times *= copies;
                else states += copies;
                if (states * times > most) return false;
            }
        }

        return states * times <= most;
    }

    /// <summary>True when there is an anchor, or what looks like one, such as the <c>^</c> of a negated set.</summary>
    private static bool MayHaveAnchor(string pattern)
    {
        for (var i = 0; i < pattern.Length; i++)
            if (pattern[i] is '^' or '$' || (pattern[i] == '\\' && i + 1 < pattern.Length && "bBAZz".Contains(pattern[i + 1], StringComparison.Ordinal)))
                return true;
        return false;
    }

    /// <summary>How often the quantifier that the text begins with, <c>+</c> or a count, makes the engine write out what it repeats.</summary>
    private static bool TryCopies(ReadOnlySpan<char> text, out long copies)
    {
        copies = 2;
        if (text[0] == '+') return true;
        var end = text.IndexOf('}');
        if (end < 0) return false;
        var counts = text[1..end];
        foreach (var part in counts.Split(','))
        {
            if (counts[part].IsEmpty) continue;
            if (!int.TryParse(counts[part], NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return false;
            // A count without an upper bound is followed by one copy that is a loop.
            copies = Math.Max(copies, count + 1L);
        }

        return true;
    }
}

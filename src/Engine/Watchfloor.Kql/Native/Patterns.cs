using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;

namespace Watchfloor.Kql.Native;

/// <summary>
/// Regular expressions of RE2, read as .NET's linear ones: classes such as <c>\d</c> are ASCII, <c>$</c> is the end of the text, groups may
/// be named <c>(?P&lt;name&gt;…)</c>.
/// </summary>
internal static class Patterns
{
    private const int Kept = 256;

    private static readonly ConcurrentDictionary<string, Regex?> Known = new(StringComparer.Ordinal);

    /// <summary>The expression; null when it is none, or needs what RE2 does not have.</summary>
    public static Regex? Of(string pattern)
    {
        if (Known.TryGetValue(pattern, out var known)) return known;
        Regex? regex = null;
        try
        {
            regex = new Regex(Translated(pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException)
        {
        }
        catch (NotSupportedException)
        {
        }

        // Patterns are constants of queries; forgetting them all is simpler than forgetting the oldest.
        if (Known.Count >= Kept) Known.Clear();
        Known[pattern] = regex;
        return regex;
    }

    /// <summary>An expression that matches the text and nothing else.</summary>
    public static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c < 128 && !char.IsAsciiLetterOrDigit(c) && c is not ('_' or ' ' or '/' or ':' or ';' or ',' or '"' or '\'' or '<' or '>' or '=' or '!' or '@' or '%' or '`' or '~' or '&' or '#' or '\t' or '\n' or '\r')) quoted.Append('\\');
            quoted.Append(c);
        }

        return quoted.ToString();
    }

    private static string Translated(string pattern)
    {
        var text = new StringBuilder(pattern.Length);
        var isMultiline = pattern.StartsWith("(?", StringComparison.Ordinal) && pattern.IndexOf(')', StringComparison.Ordinal) is > 0 and var end && pattern[..end].Contains('m', StringComparison.Ordinal);
        var isInClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            if (c == '\\' && i + 1 < pattern.Length)
            {
                var class_ = Class(pattern[++i]);
                if (class_ is null) text.Append(c).Append(pattern[i]);
                // A negated class inside a class keeps .NET's meaning, which differs beyond ASCII only.
                else if (!isInClass) text.Append(char.IsUpper(pattern[i]) ? $"[^{class_}]" : $"[{class_}]");
                else if (char.IsUpper(pattern[i])) text.Append(c).Append(pattern[i]);
                else text.Append(class_);
            }
            else if (isInClass)
            {
                isInClass = c != ']';
                text.Append(c);
            }
            else if (c == '[')
            {
                isInClass = true;
                text.Append(c);
                // A bracket that stands first is a character.
                if (i + 1 < pattern.Length && pattern[i + 1] == '^') text.Append(pattern[++i]);
                if (i + 1 < pattern.Length && pattern[i + 1] == ']') text.Append('\\').Append(pattern[++i]);
            }
            else if (c == '$' && !isMultiline)
            {
                text.Append(@"\z");
            }
            else if (c == '(' && pattern.AsSpan(i).StartsWith("(?P<"))
            {
                text.Append("(?<");
                i += 3;
            }
            else
            {
                text.Append(c);
            }
        }

        return text.ToString();
    }

    private static string? Class(char letter) => letter switch
    {
        'd' or 'D' => "0-9",
        'w' or 'W' => "0-9A-Za-z_",
        's' or 'S' => @"\t\n\f\r ",
        _ => null,
    };
}

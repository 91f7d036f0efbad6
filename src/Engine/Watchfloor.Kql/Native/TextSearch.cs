namespace Watchfloor.Kql.Native;

/// <summary>Where and how often a text occurs in another, counted in characters of Unicode.</summary>
internal static class TextSearch
{
    /// <summary>
    /// The place, from 0, of an occurrence; -1 without one. Text, wanted, then optional: the place to start at (below zero: from the end),
    /// how many characters to look at (-1: all), which occurrence (1). Null for a length below -1 or an occurrence below 1.
    /// </summary>
    public static string? IndexOf(ReadOnlySpan<string?> arguments)
    {
        var wanted = arguments.Text(1);
        return Find(arguments, (text, from, occurrence) =>
        {
            var at = from - 1;
            for (var i = 0; i < occurrence; i++)
            {
                if (at + 1 > text.Length) return (-1, 0);
                at = text.IndexOf(wanted, at + 1, StringComparison.Ordinal);
                if (at < 0) return (-1, 0);
            }

            return (at, wanted.Length);
        });
    }

    /// <summary>Text, wanted, and whether the wanted is plain (<c>normal</c>, then matches may overlap) or an expression (<c>regex</c>).</summary>
    public static string? CountOf(ReadOnlySpan<string?> arguments)
    {
        var (text, wanted) = (arguments.Text(0), arguments.Text(1));
        if (arguments.Text(2) == "regex") return Arguments.Text((long)(Patterns.Of(wanted)?.Count(text) ?? 0));
        if (wanted.Length == 0) return "0";
        long count = 0;
        for (var at = text.IndexOf(wanted, StringComparison.Ordinal); at >= 0; at = text.IndexOf(wanted, at + 1, StringComparison.Ordinal)) count++;
        return Arguments.Text(count);
    }

    /// <summary>Each character of the first list becomes the one at the same place of the second, or its last.</summary>
    public static string? Translate(ReadOnlySpan<string?> arguments)
    {
        var (from, to, text) = (Runes(arguments.Text(0)), Runes(arguments.Text(1)), arguments.Text(2));
        return string.Concat(text.EnumerateRunes().Select(rune =>
        {
            var at = from.IndexOf(rune.ToString());
            if (at < 0) return rune.ToString();
            return to.Count == 0 ? "" : to[Math.Min(at, to.Count - 1)];
        }));
    }

    /// <summary>Text, an array of what to find, an array of what to put; what stands first in the array goes first, and nothing is replaced twice.</summary>
    public static string? ReplaceMany(ReadOnlySpan<string?> arguments)
    {
        var text = arguments.Text(0);
        if (JsonText.Elements(arguments.Text(1)) is not { } lookups || JsonText.Elements(arguments.Text(2)) is not { } rewrites) return text;
        var pairs = lookups.Select((lookup, i) => (Lookup: JsonText.String(lookup) ?? "", Rewrite: i < rewrites.Count ? JsonText.String(rewrites[i]) : null)).Where(p => p.Lookup.Length > 0).ToList();
        var replaced = new System.Text.StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var (lookup, rewrite) = pairs.Find(p => string.CompareOrdinal(text, at, p.Lookup, 0, p.Lookup.Length) == 0);
            replaced.Append(lookup is null ? text[at].ToString() : rewrite ?? lookup);
            at += lookup?.Length ?? 1;
        }

        return replaced.ToString();
    }

    /// <summary>Applies a search to the part of the text that the arguments name.</summary>
    /// <param name="arguments">The arguments of a function of the kind of <c>indexof</c>.</param>
    /// <param name="search">Text, start and occurrence to place and length, in UTF-16 units; place -1 for none.</param>
    internal static string? Find(ReadOnlySpan<string?> arguments, Func<string, int, int, (int At, int Length)> search)
    {
        var text = arguments.Text(0);
        var (start, length, occurrence) = (arguments.Index(2, 0), arguments.Index(3, -1), arguments.Index(4, 1));
        if (length < -1 || occurrence < 1) return null;
        var count = CharactersIn(text);
        if (start < 0) start = Math.Max(0, count + start);
        if (start > count) return "-1";
        var end = length < 0 ? count : (int)Math.Min(count, (long)start + length);
        var part = text[..UnitsOf(text, end)];
        var (at, _) = search(part, UnitsOf(part, start), occurrence);
        return at < 0 ? "-1" : Arguments.Text((long)CharactersIn(text.AsSpan(0, at)));
    }

    private static int CharactersIn(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    private static int UnitsOf(string text, int characters)
    {
        var units = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (characters-- <= 0) break;
            units += rune.Utf16SequenceLength;
        }

        return units;
    }

    private static List<string> Runes(string text) => [.. text.EnumerateRunes().Select(r => r.ToString())];
}

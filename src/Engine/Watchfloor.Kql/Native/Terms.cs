using System.Text.RegularExpressions;

namespace Watchfloor.Kql.Native;

/// <summary>Terms: whole words of a text. Everything that is no letter and no digit divides them.</summary>
internal static class Terms
{
    /// <summary>
    /// The regular expression of a term. For <c>has</c> nothing of a word stands before or behind it, for <c>hasprefix</c> not before it,
    /// for <c>hassuffix</c> not behind it, where it begins or ends with a letter or digit itself.
    /// </summary>
    public static string Pattern(string term, string operation)
    {
        var before = operation != "hassuffix" && term.Length > 0 && char.IsLetterOrDigit(term[0]) ? @"(?:^|[^\p{L}\p{N}])" : "";
        var behind = operation != "hasprefix" && term.Length > 0 && char.IsLetterOrDigit(term[^1]) ? @"(?:$|[^\p{L}\p{N}])" : "";
        return before + Regex.Escape(term).Replace(@"\ ", " ", StringComparison.Ordinal).Replace(@"\#", "#", StringComparison.Ordinal) + behind;
    }

    public static string? Has(ReadOnlySpan<string?> arguments) => Test(arguments, "has", isCaseSensitive: false);

    public static string? HasExactly(ReadOnlySpan<string?> arguments) => Test(arguments, "has", isCaseSensitive: true);

    public static string? HasPrefix(ReadOnlySpan<string?> arguments) => Test(arguments, "hasprefix", isCaseSensitive: false);

    public static string? HasPrefixExactly(ReadOnlySpan<string?> arguments) => Test(arguments, "hasprefix", isCaseSensitive: true);

    public static string? HasSuffix(ReadOnlySpan<string?> arguments) => Test(arguments, "hassuffix", isCaseSensitive: false);

    public static string? HasSuffixExactly(ReadOnlySpan<string?> arguments) => Test(arguments, "hassuffix", isCaseSensitive: true);

    /// <summary>Whether the text has one of the terms of an array.</summary>
    public static string? HasAny(ReadOnlySpan<string?> arguments)
    {
        var text = arguments.Text(0);
        return Arguments.Text(Of(arguments.Text(1)).Exists(term => Find(text, term, "has", isCaseSensitive: false)));
    }

    /// <summary>Whether the text has all terms of an array.</summary>
    public static string? HasAll(ReadOnlySpan<string?> arguments)
    {
        var text = arguments.Text(0);
        return Arguments.Text(Of(arguments.Text(1)).TrueForAll(term => Find(text, term, "has", isCaseSensitive: false)));
    }

    /// <summary>Whether the text is one of an array, whatever the case.</summary>
    public static string? IsAmong(ReadOnlySpan<string?> arguments)
    {
        var text = arguments.Text(0);
        return Arguments.Text(Of(arguments.Text(1)).Exists(other => string.Equals(text, other, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Whether a text has a term.</summary>
    public static bool Find(string text, string term, string operation, bool isCaseSensitive)
    {
        var comparison = isCaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (term.Length == 0) return true;
        for (var at = text.IndexOf(term, comparison); at >= 0; at = at + 1 < text.Length ? text.IndexOf(term, at + 1, comparison) : -1)
        {
            var end = at + term.Length;
            var begins = operation == "hassuffix" || !char.IsLetterOrDigit(term[0]) || at == 0 || !char.IsLetterOrDigit(text[at - 1]);
            var ends = operation == "hasprefix" || !char.IsLetterOrDigit(term[^1]) || end == text.Length || !char.IsLetterOrDigit(text[end]);
            if (begins && ends) return true;
        }

        return false;
    }

    private static string Test(ReadOnlySpan<string?> arguments, string operation, bool isCaseSensitive) =>
        Arguments.Text(Find(arguments.Text(0), arguments.Text(1), operation, isCaseSensitive));

    private static List<string> Of(string json) => JsonText.Elements(json)?.ConvertAll(JsonText.Shown) ?? [];
}

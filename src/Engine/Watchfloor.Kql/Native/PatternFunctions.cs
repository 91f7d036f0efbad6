using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Watchfloor.Kql.Native;

/// <summary>The functions that take a regular expression. An expression that is none matches nothing.</summary>
internal static class PatternFunctions
{
    /// <summary>Every match: of one group its text, of several an array of texts. Null without a match.</summary>
    /// <param name="arguments">The expression, the groups wanted as an array of numbers and names, the text; or without the groups.</param>
    public static string? ExtractAll(ReadOnlySpan<string?> arguments)
    {
        if (Patterns.Of(arguments.Text(0)) is not { } regex) return null;
        var wanted = arguments.Length < 3 ? null : JsonText.Elements(arguments[1]);
        var names = wanted?.Select(JsonText.Shown).ToList() ?? [.. regex.GetGroupNumbers().Where(n => n > 0).Select(n => n.ToString(CultureInfo.InvariantCulture))];
        if (names.Count == 0) names.Add("0");
        var matches = new List<string>();
        for (var match = regex.Match(arguments.Text(arguments.Length - 1)); match.Success; match = match.NextMatch())
        {
            var values = names.Select(name => JsonText.Quoted(match.Groups[name].Value));
            matches.Add(names.Count == 1 ? values.First() : JsonText.Array(values));
        }

        return matches.Count == 0 ? null : JsonText.Array(matches);
    }

    /// <summary>The group of the first match (0 is all of it); the empty text without one.</summary>
    public static string? Extract(ReadOnlySpan<string?> arguments)
    {
        var match = Patterns.Of(arguments.Text(0))?.Match(arguments.Text(2));
        var group = arguments.Index(1, 0);
        return match is { Success: true } && group >= 0 ? match.Groups[group].Value : "";
    }

    /// <summary>Text, expression, replacement, in which <c>\0</c> is the match and <c>\1</c> to <c>\9</c> are its groups.</summary>
    public static string? Replace(ReadOnlySpan<string?> arguments)
    {
        var text = arguments.Text(0);
        var rewrite = arguments.Text(2);
        return Patterns.Of(arguments.Text(1))?.Replace(text, match => Rewritten(match, rewrite)) ?? text;
    }

    public static string? Trim(ReadOnlySpan<string?> arguments) => Trimmed(arguments, start: true, end: true);

    public static string? TrimStart(ReadOnlySpan<string?> arguments) => Trimmed(arguments, start: true, end: false);

    public static string? TrimEnd(ReadOnlySpan<string?> arguments) => Trimmed(arguments, start: false, end: true);

    public static string? Quote(ReadOnlySpan<string?> arguments) => Patterns.Quoted(arguments.Text(0));

    /// <summary>Text, expression, start, length and occurrence as in <see cref="TextSearch.IndexOf"/>.</summary>
    public static string? IndexOf(ReadOnlySpan<string?> arguments)
    {
        if (Patterns.Of(arguments.Text(1)) is not { } regex) return "-1";
        return TextSearch.Find(arguments, (text, from, occurrence) =>
        {
            var match = regex.Match(text, from);
            for (var i = 1; i < occurrence && match.Success; i++) match = match.NextMatch();
            return match.Success ? (match.Index, match.Length) : (-1, 0);
        });
    }

    private static string Trimmed(ReadOnlySpan<string?> arguments, bool start, bool end)
    {
        var pattern = arguments.Text(0);
        var text = arguments.Text(1);
        if (start && Patterns.Of($"^(?:{pattern})")?.Match(text) is { Success: true } first) text = text[first.Length..];
        if (end && Patterns.Of($"(?:{pattern})$")?.Match(text) is { Success: true } last) text = text[..last.Index];
        return text;
    }

    private static string Rewritten(Match match, string rewrite)
    {
        var text = new StringBuilder();
        for (var i = 0; i < rewrite.Length; i++)
        {
            if (rewrite[i] != '\\' || i + 1 >= rewrite.Length)
            {
                text.Append(rewrite[i]);
                continue;
            }

            var next = rewrite[++i];
            if (char.IsAsciiDigit(next)) text.Append(match.Groups[next - '0'].Value);
            else text.Append(next);
        }

        return text.ToString();
    }
}

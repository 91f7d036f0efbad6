namespace Watchfloor.Sigma.Parsing;

/// <summary>
/// Modifier <c>windash</c> (Sigma modifiers appendix 2.1): each dash that begins a flag stands for every kind of dash. A flag's dash
/// has no word character before it and one behind it, so that the hyphens inside words stay.
/// </summary>
internal static class Windash
{
    private static readonly char[] Dashes = ['-', '/', '\u2013', '\u2014', '\u2015'];

    public static IEnumerable<TextPattern> Expand(TextPattern pattern) => pattern.Rewrite(Alternatives);

    private static IEnumerable<IReadOnlyList<TextPattern.Part>> Alternatives(string literal)
    {
        IEnumerable<string> all = [""];
        var from = 0;
        for (var i = 0; i + 1 < literal.Length; i++)
        {
            if (!Dashes.Contains(literal[i]) || !IsWord(literal[i + 1]) || (i > 0 && IsWord(literal[i - 1]))) continue;
            var between = literal[from..i];
            all = all.SelectMany(text => Dashes.Select(dash => text + between + dash));
            from = i + 1;
        }

        return all.Select(text => (IReadOnlyList<TextPattern.Part>)
            [new TextPattern.Part(TextPattern.PartKind.Literal, System.Text.Encoding.UTF8.GetBytes(text + literal[from..]))]);
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';
}

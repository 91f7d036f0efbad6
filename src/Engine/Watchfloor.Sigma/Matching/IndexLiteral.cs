using System.Text;

namespace Watchfloor.Sigma.Matching;

/// <summary>Where an index looks for a predicate's literal.</summary>
internal enum IndexKind
{
    Number,
    Equal,
    Start,
    End,
    Contain,
}

/// <summary>
/// The text that every value satisfying a predicate has, in some case: what the index looks for before the predicate is tested.
/// </summary>
/// <param name="Kind">Where it stands in the value.</param>
/// <param name="Bytes">ASCII text; empty for <see cref="IndexKind.Number"/>.</param>
/// <param name="IsWhole">True when finding the literal is the whole test.</param>
/// <param name="Chance">A guess of how often values have it.</param>
internal sealed record IndexLiteral(IndexKind Kind, byte[] Bytes, bool IsWhole, double Chance)
{
    /// <summary>The shortest text that is looked for inside values.</summary>
    public const int GramBytes = 4;

    /// <summary>The literal of a predicate, or null when it has none that an index can use.</summary>
    public static IndexLiteral? Of(Predicate predicate) => predicate switch
    {
        NumberPredicate => new IndexLiteral(IndexKind.Number, [], true, 0.15),
        TextPredicate text => OfText(text),
        RegexPredicate regex => RegexLiteral.Longest(regex) is { Length: >= GramBytes } literal ? Inside(literal, whole: false) : null,
        _ => null,
    };

    private static IndexLiteral? OfText(TextPredicate text)
    {
        if (text.Match is TextMatch.Wildcard) return OfWildcards(text.Pattern);
        if (text.Match is TextMatch.Any || !Ascii.IsValid(text.Literal)) return null;
        var bytes = text.Literal.ToArray();
        return text.Match switch
        {
            TextMatch.Equal => new IndexLiteral(IndexKind.Equal, bytes, !text.Cased, bytes.Length < 3 ? 0.1 : LogText.ChanceAtEdge(bytes) / 2),
            TextMatch.Start when bytes.Length > 0 => new IndexLiteral(IndexKind.Start, bytes, !text.Cased, LogText.ChanceAtEdge(bytes)),
            TextMatch.End when bytes.Length > 0 => new IndexLiteral(IndexKind.End, bytes, !text.Cased, LogText.ChanceAtEdge(bytes)),
            TextMatch.Contain when bytes.Length >= GramBytes => Inside(bytes, !text.Cased),
            _ => null,
        };
    }

    private static IndexLiteral? OfWildcards(TextPattern pattern)
    {
        var best = pattern.Parts.Where(p => p.Kind == TextPattern.PartKind.Literal && p.Bytes.Length >= GramBytes && Ascii.IsValid(p.Bytes))
            .Select(p => p.Bytes).MinBy(LogText.Chance);
        return best is null ? null : Inside(best, whole: false);
    }

    private static IndexLiteral Inside(byte[] bytes, bool whole) => new(IndexKind.Contain, bytes, whole, LogText.Chance(bytes));
}

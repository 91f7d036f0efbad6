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

    /// <summary>The literal has a character outside ASCII and no longer text that is the same in every case.</summary>
    Foreign,
}

/// <summary>
/// The text that every value satisfying a predicate has, in some case: what the index looks for before the predicate is tested.
/// </summary>
internal sealed class IndexLiteral(IndexKind kind, byte[] bytes, bool isWhole, double chance)
{
    /// <summary>The shortest ASCII text that is looked for inside values.</summary>
    public const int GramBytes = 4;

    /// <summary>The shortest text with symbols outside ASCII that is looked for inside values.</summary>
    public const int SymbolBytes = 3;

    private int _gramAt = -1;

    /// <summary>Where it stands in the value.</summary>
    public IndexKind Kind { get; } = kind;

    /// <summary>Text whose bytes are the same in every case, but for ASCII letters; empty for numbers and foreign text.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>True when finding the literal is the whole test.</summary>
    public bool IsWhole { get; } = isWhole;

    /// <summary>A guess of how often values have it.</summary>
    public double Chance { get; } = chance;

    /// <summary>The length of the grams that stand for it when it is looked for inside values.</summary>
    public int GramLength { get; } = Ascii.IsValid(bytes) ? GramBytes : SymbolBytes;

    /// <summary>Where the most telling gram begins. Found when a plan first asks, for all plans.</summary>
    public int GramAt => _gramAt >= 0 ? _gramAt : _gramAt = LogText.MostTelling(Bytes, GramLength);

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
        if (text.Match is TextMatch.Any) return null;
        if (text.Match is TextMatch.Wildcard || !Ascii.IsValid(text.Literal))
            return OfParts(text.Pattern, isWhole: text is { Match: TextMatch.Contain, Cased: false });
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

    /// <summary>The rarest stretch of the pattern that is long enough; failing that, the fact that it has characters outside ASCII.</summary>
    private static IndexLiteral? OfParts(TextPattern pattern, bool isWhole)
    {
        var literals = pattern.Parts.Where(p => p.Kind == TextPattern.PartKind.Literal).Select(p => p.Bytes).ToList();
        var best = literals.SelectMany(CaselessText.Stretches).Where(IsLongEnough).MinBy(LogText.Chance);
        if (best is not null) return Inside(best, isWhole && literals is [var only] && only.Length == best.Length);
        return literals.Exists(l => !Ascii.IsValid(l)) ? new IndexLiteral(IndexKind.Foreign, [], false, 0.02) : null;
    }

    private static bool IsLongEnough(byte[] stretch) => stretch.Length >= (Ascii.IsValid(stretch) ? GramBytes : SymbolBytes);

    private static IndexLiteral Inside(byte[] bytes, bool whole) => new(IndexKind.Contain, bytes, whole, LogText.Chance(bytes));
}

using System.Text;
using Watchfloor.Events.Text;

namespace Watchfloor.Sigma;

/// <summary>How a pattern is compared; all but the last need one comparison or search.</summary>
internal enum TextMatch
{
    Equal,
    Start,
    End,
    Contain,
    Any,
    Wildcard,
}

/// <summary>The value is, begins with, ends with, holds or otherwise fits a pattern; ignoring case unless <c>cased</c>.</summary>
public sealed class TextPredicate : ValuePredicate
{
    private readonly byte[] _literal;

    /// <summary>A predicate from a pattern.</summary>
    public TextPredicate(TextPattern pattern, bool cased)
    {
        Pattern = pattern;
        Cased = cased;
        (Match, _literal) = Classify(pattern);
    }

    /// <summary>The pattern.</summary>
    public TextPattern Pattern { get; }

    /// <summary>True when case counts (modifier <c>cased</c>).</summary>
    public bool Cased { get; }

    internal TextMatch Match { get; }

    /// <summary>The only literal of a pattern that is not <see cref="TextMatch.Wildcard"/>.</summary>
    internal ReadOnlySpan<byte> Literal => _literal;

    /// <inheritdoc/>
    public override bool Test(ReadOnlySpan<byte> value) => Match switch
    {
        TextMatch.Equal => Cased ? value.SequenceEqual(_literal) : FoldedText.Equals(value, _literal),
        TextMatch.Start => Cased ? value.StartsWith(_literal) : FoldedText.StartsWith(value, _literal),
        TextMatch.End => Cased ? value.EndsWith(_literal) : FoldedText.EndsWith(value, _literal),
        TextMatch.Contain => Cased ? value.IndexOf(_literal) >= 0 : FoldedText.Contains(value, _literal),
        TextMatch.Any => true,
        _ => Wildcards(value),
    };

    /// <inheritdoc/>
    public override string ToString() => $"{(Cased ? "cased " : "")}{(Match switch
    {
        TextMatch.Equal => "equals",
        TextMatch.Start => "starts with",
        TextMatch.End => "ends with",
        TextMatch.Contain => "contains",
        TextMatch.Any => "has any value",
        _ => "matches",
    })}{(Match == TextMatch.Any ? "" : $" {(Match == TextMatch.Wildcard ? $"'{Pattern}'" : TextPattern.Show(_literal))}")}";

    private static (TextMatch, byte[]) Classify(TextPattern pattern)
    {
        var parts = pattern.Parts;
        if (parts.Count == 0) return (TextMatch.Equal, []);
        if (parts is [{ Kind: TextPattern.PartKind.AnyText }]) return (TextMatch.Any, []);
        var first = pattern.OpenStart ? 1 : 0;
        var count = parts.Count - first - (pattern.OpenEnd ? 1 : 0);
        if (count != 1 || parts[first].Kind != TextPattern.PartKind.Literal) return (TextMatch.Wildcard, []);
        return ((pattern.OpenStart, pattern.OpenEnd) switch
        {
            (false, false) => TextMatch.Equal,
            (false, true) => TextMatch.Start,
            (true, false) => TextMatch.End,
            _ => TextMatch.Contain,
        }, parts[first].Bytes);
    }

    /// <summary>
    /// Runs between any-texts are placed as early as they fit, which is enough: an earlier place never excludes a later match.
    /// The last run, when nothing may follow it, must reach the end.
    /// </summary>
    private bool Wildcards(ReadOnlySpan<byte> value)
    {
        var parts = Pattern.Parts;
        int at = 0, run = 0;
        var floating = false;
        while (run < parts.Count)
        {
            if (parts[run].Kind == TextPattern.PartKind.AnyText)
            {
                floating = true;
                run++;
                continue;
            }

            var end = run;
            while (end < parts.Count && parts[end].Kind != TextPattern.PartKind.AnyText) end++;
            var last = end == parts.Count;
            int length;
            while ((length = RunLength(value[at..], run, end)) < 0 || (last && at + length != value.Length))
            {
                if (!floating || at >= value.Length) return false;
                Rune.DecodeFromUtf8(value[at..], out _, out var width);
                at += width;
            }

            at += length;
            run = end;
            floating = false;
        }

        return floating || at == value.Length;
    }

    private int RunLength(ReadOnlySpan<byte> value, int from, int to)
    {
        var at = 0;
        for (var i = from; i < to; i++)
        {
            var part = Pattern.Parts[i];
            if (part.Kind == TextPattern.PartKind.AnyCharacter)
            {
                if (at >= value.Length) return -1;
                Rune.DecodeFromUtf8(value[at..], out _, out var width);
                at += width;
                continue;
            }

            var length = !Cased ? FoldedText.PrefixLength(value[at..], part.Bytes) : value[at..].StartsWith(part.Bytes) ? part.Bytes.Length : -1;
            if (length < 0) return -1;
            at += length;
        }

        return at;
    }
}

using System.Text;

namespace Watchfloor.Sigma;

/// <summary>
/// A Sigma string: literal bytes and wildcards (Sigma rules specification 2.1, "String Wildcard", "Escape Character").
/// <c>*</c> stands for any text, <c>?</c> for one character. Immutable.
/// </summary>
public sealed class TextPattern
{
    /// <summary>What a part of a pattern is.</summary>
    internal enum PartKind
    {
        Literal,
        AnyCharacter,
        AnyText,
    }

    /// <summary>A part of a pattern; <see cref="Bytes"/> is empty unless it is literal.</summary>
    internal readonly record struct Part(PartKind Kind, byte[] Bytes);

    private TextPattern(params Part[] parts)
    {
        Parts = parts;
        OpenStart = parts is [{ Kind: PartKind.AnyText }, ..];
        OpenEnd = parts is [.., { Kind: PartKind.AnyText }];
    }

    /// <summary>The parts; literals never stand side by side, nor does any-text.</summary>
    internal IReadOnlyList<Part> Parts { get; }

    /// <summary>True when anything may stand before.</summary>
    public bool OpenStart { get; }

    /// <summary>True when anything may follow.</summary>
    public bool OpenEnd { get; }

    /// <summary>True when there is a wildcard inside or at an end.</summary>
    public bool HasWildcards => Parts.Any(p => p.Kind != PartKind.Literal);

    /// <summary>Reads a value as a rule writes it: wildcards and their escapes.</summary>
    public static TextPattern Parse(string text)
    {
        var parts = new List<Part>();
        // Characters are gathered before they are encoded, so that surrogate pairs stay whole.
        var literal = text.Length <= 512 ? stackalloc char[text.Length] : new char[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '*' or '?')
            {
                Append(parts, ToPart(literal[..length]));
                Append(parts, new Part(c == '*' ? PartKind.AnyText : PartKind.AnyCharacter, []));
                length = 0;
            }
            else
            {
                if (c == '\\' && i + 1 < text.Length && text[i + 1] is '\\' or '*' or '?') c = text[++i];
                literal[length++] = c;
            }
        }

        Append(parts, ToPart(literal[..length]));
        return new TextPattern([.. parts]);
    }

    /// <summary>A pattern of these bytes and nothing else.</summary>
    public static TextPattern Literal(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? new TextPattern() : new TextPattern(new Part(PartKind.Literal, bytes.ToArray()));

    /// <summary>The same with any text allowed at its ends.</summary>
    public TextPattern Open(bool start, bool end)
    {
        var any = new Part(PartKind.AnyText, []);
        if (start && !OpenStart) return new TextPattern([any, .. Parts]).Open(false, end);
        return end && !OpenEnd ? new TextPattern([.. Parts, any]) : this;
    }

    /// <summary>
    /// Puts a value in the place of every literal part, by a function from the part's text to alternatives; the result is every
    /// combination.
    /// </summary>
    internal IEnumerable<TextPattern> Rewrite(Func<string, IEnumerable<IReadOnlyList<Part>>> literal)
    {
        IEnumerable<List<Part>> all = [[]];
        foreach (var part in Parts)
        {
            // Not gathered here: combinations may be too many, and the caller stops at its limit.
            var options = part.Kind == PartKind.Literal ? literal(Encoding.UTF8.GetString(part.Bytes)) : [[part]];
            all = all.SelectMany(before => options.Select(option => before.Concat(option).ToList()));
        }

        foreach (var parts in all) yield return Normal(parts);
    }

    /// <summary>The bytes of a pattern without wildcards, or null when there are some.</summary>
    public byte[]? AsLiteral() => Parts switch
    {
        [] => [],
        [{ Kind: PartKind.Literal } only] => only.Bytes,
        _ => null,
    };

    /// <summary>The pattern as a rule would write it; only of text, never of encoded bytes, which have no wildcards inside.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var part in Parts)
            text.Append(part.Kind switch
            {
                PartKind.AnyText => "*",
                PartKind.AnyCharacter => "?",
                _ => Escape(Encoding.UTF8.GetString(part.Bytes)),
            });
        return text.ToString();
    }

    /// <summary>Bytes for people: text in quotes, or hexadecimal without them when they are no text.</summary>
    internal static string Show(ReadOnlySpan<byte> bytes) =>
        System.Text.Unicode.Utf8.IsValid(bytes) ? $"'{Encoding.UTF8.GetString(bytes)}'" : "0x" + Convert.ToHexStringLower(bytes);

    private static string Escape(string literal)
    {
        if (literal.AsSpan().IndexOfAny('*', '?') < 0 && !literal.EndsWith('\\') && !literal.Contains(@"\\", StringComparison.Ordinal)) return literal;
        return literal.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("*", @"\*", StringComparison.Ordinal).Replace("?", @"\?", StringComparison.Ordinal);
    }

    private static TextPattern Normal(List<Part> parts)
    {
        var normal = new List<Part>();
        foreach (var part in parts) Append(normal, part);
        return new TextPattern([.. normal]);
    }

    /// <summary>Adds a part, joined with the one before it where they are of one kind that holds any length.</summary>
    private static void Append(List<Part> parts, Part part)
    {
        if (part.Kind == PartKind.Literal && part.Bytes.Length == 0) return;
        if (parts is not [.., var last] || last.Kind != part.Kind || part.Kind == PartKind.AnyCharacter) parts.Add(part);
        else if (part.Kind == PartKind.Literal) parts[^1] = new Part(PartKind.Literal, [.. last.Bytes, .. part.Bytes]);
    }

    private static Part ToPart(ReadOnlySpan<char> literal)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(literal)];
        Encoding.UTF8.GetBytes(literal, bytes);
        return new Part(PartKind.Literal, bytes);
    }
}

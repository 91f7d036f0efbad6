using System.Buffers;
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

    private TextPattern(List<Part> parts)
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
        var build = new Builder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\\' && i + 1 < text.Length && text[i + 1] is '\\' or '*' or '?') build.Literal(text[++i]);
            else if (c == '*') build.Wild(PartKind.AnyText);
            else if (c == '?') build.Wild(PartKind.AnyCharacter);
            else build.Literal(c);
        }

        return build.ToPattern();
    }

    /// <summary>A pattern of these bytes and nothing else.</summary>
    public static TextPattern Literal(ReadOnlySpan<byte> bytes) => new(bytes.IsEmpty ? [] : [new Part(PartKind.Literal, bytes.ToArray())]);

    /// <summary>The same with any text allowed at its ends.</summary>
    public TextPattern Open(bool start, bool end)
    {
        var parts = new List<Part>(Parts);
        if (start && !OpenStart) parts.Insert(0, new Part(PartKind.AnyText, []));
        if (end && !(parts is [.., { Kind: PartKind.AnyText }])) parts.Add(new Part(PartKind.AnyText, []));
        return new TextPattern(parts);
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
        var build = new Builder();
        foreach (var part in parts)
        {
            if (part.Kind == PartKind.Literal) build.Literal(part.Bytes);
            else build.Wild(part.Kind);
        }

        return build.ToPattern();
    }

    private sealed class Builder
    {
        private readonly List<Part> _parts = [];
        private readonly ArrayBufferWriter<byte> _literal = new();
        private readonly StringBuilder _text = new();

        public void Literal(char c) => _text.Append(c);

        public void Literal(ReadOnlySpan<byte> bytes)
        {
            Flush();
            _literal.Write(bytes);
        }

        public void Wild(PartKind kind)
        {
            End();
            if (kind == PartKind.AnyText && _parts is [.., { Kind: PartKind.AnyText }]) return;
            _parts.Add(new Part(kind, []));
        }

        public TextPattern ToPattern()
        {
            End();
            return new TextPattern(_parts);
        }

        private void End()
        {
            Flush();
            if (_literal.WrittenCount == 0) return;
            _parts.Add(new Part(PartKind.Literal, _literal.WrittenSpan.ToArray()));
            _literal.ResetWrittenCount();
        }

        /// <summary>Characters are gathered before they are encoded, so that surrogate pairs stay whole.</summary>
        private void Flush()
        {
            if (_text.Length == 0) return;
            _literal.Write(Encoding.UTF8.GetBytes(_text.ToString()));
            _text.Clear();
        }
    }
}

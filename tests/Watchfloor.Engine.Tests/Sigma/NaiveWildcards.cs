using System.Text;
using Watchfloor.Sigma;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>Wildcards by trying every place: <c>*</c> is any text, <c>?</c> one character.</summary>
internal static class NaiveWildcards
{
    public static bool Fits(TextPattern pattern, string value, StringComparison how)
    {
        // Bytes of an encoding need not be text; then no text has them.
        if (pattern.Parts.Any(p => !System.Text.Unicode.Utf8.IsValid(p.Bytes))) return false;
        var parts = pattern.Parts.Select(p => (p.Kind, Text: Encoding.UTF8.GetString(p.Bytes))).ToArray();
        return parts switch
        {
            [(TextPattern.PartKind.AnyText, _), (TextPattern.PartKind.Literal, var inside), (TextPattern.PartKind.AnyText, _)] => value.Contains(inside, how),
            [(TextPattern.PartKind.AnyText, _), (TextPattern.PartKind.Literal, var end)] => value.EndsWith(end, how),
            [(TextPattern.PartKind.Literal, var start), (TextPattern.PartKind.AnyText, _)] => value.StartsWith(start, how),
            _ => Fits(parts, value, how),
        };
    }

    private static bool Fits(ReadOnlySpan<(TextPattern.PartKind Kind, string Text)> parts, ReadOnlySpan<char> value, StringComparison how)
    {
        if (parts.IsEmpty) return value.IsEmpty;
        var (kind, text) = parts[0];
        switch (kind)
        {
            case TextPattern.PartKind.Literal:
                return value.StartsWith(text, how) && Fits(parts[1..], value[text.Length..], how);
            case TextPattern.PartKind.AnyCharacter:
                return !value.IsEmpty && Fits(parts[1..], value[Width(value)..], how);
            default:
                for (var rest = value; ; rest = rest[Width(rest)..])
                {
                    if (Fits(parts[1..], rest, how)) return true;
                    if (rest.IsEmpty) return false;
                }
        }
    }

    private static int Width(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out _, out var width);
        return width;
    }
}

using System.Globalization;
using System.Text;

namespace Watchfloor.Output;

/// <summary>
/// Makes text from logs safe to print: control characters and those that reorder or hide text become visible escapes,
/// so that an event can neither drive a terminal nor disguise itself (CWE-150).
/// </summary>
internal static class VisibleText
{
    /// <summary>The text with each dangerous character written as <c>\u{HEX}</c>; the same instance when it is plain ASCII.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return text;

        var visible = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsDangerous(rune)) visible.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            else visible.Append(rune.ToString());
        }

        return visible.ToString();
    }

    /// <summary>The same, of at most the first <paramref name="maxLength"/> characters; an ellipsis says that more followed.</summary>
    public static string Of(string text, int maxLength)
    {
        if (text.Length <= maxLength) return Of(text);
        var cut = char.IsHighSurrogate(text[maxLength - 2]) ? maxLength - 2 : maxLength - 1;
        return Of(text[..cut]) + "…";
    }

    private static bool IsDangerous(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}

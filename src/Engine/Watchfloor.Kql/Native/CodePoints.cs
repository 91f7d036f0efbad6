using System.Globalization;
using System.Text;

namespace Watchfloor.Kql.Native;

/// <summary>Strings from and to the numbers of their characters in Unicode.</summary>
internal static class CodePoints
{
    public static string? Of(ReadOnlySpan<string?> arguments) =>
        JsonText.Array(arguments.Text(0).EnumerateRunes().Select(r => r.Value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>The arguments are numbers, or arrays of them; the empty text when one is no character.</summary>
    public static string? Make(ReadOnlySpan<string?> arguments)
    {
        var text = new StringBuilder();
        foreach (var argument in arguments)
            foreach (var element in JsonText.Elements(argument) ?? [argument ?? ""])
            {
                if (!int.TryParse(element, NumberStyles.None, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code)) return "";
                text.Append(new Rune(code).ToString());
            }

        return text.ToString();
    }

    public static string? IsAscii(ReadOnlySpan<string?> arguments) => Arguments.Text(Ascii.IsValid(arguments.Text(0)));
}

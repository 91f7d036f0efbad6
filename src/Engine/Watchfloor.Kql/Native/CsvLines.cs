using System.Text;

namespace Watchfloor.Kql.Native;

/// <summary>The values of the first record of a text with commas (RFC 4180 §2).</summary>
internal static class CsvLines
{
    public static string? Parse(ReadOnlySpan<string?> arguments) => JsonText.Array(Split(arguments.Text(0)).Select(JsonText.Quoted));

    private static IEnumerable<string> Split(string text)
    {
        var value = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (isQuoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                value.Append(c);
                i++;
            }
            else if (c == '"' && (isQuoted || value.Length == 0))
            {
                isQuoted = !isQuoted;
            }
            else if (!isQuoted && c is '\n' or '\r')
            {
                break;
            }
            else if (!isQuoted && c == ',')
            {
                yield return value.ToString();
                value.Clear();
            }
            else
            {
                value.Append(c);
            }
        }

        yield return value.ToString();
    }
}

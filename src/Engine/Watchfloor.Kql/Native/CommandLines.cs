using System.Text;

namespace Watchfloor.Kql.Native;

/// <summary>The arguments of a command line, taken apart as <c>CommandLineToArgvW</c> of Windows does.</summary>
internal static class CommandLines
{
    public static string? Parse(ReadOnlySpan<string?> arguments) =>
        arguments.Text(1).Equals("windows", StringComparison.OrdinalIgnoreCase) ? JsonText.Array(Split(arguments.Text(0)).Select(JsonText.Quoted)) : null;

    private static IEnumerable<string> Split(string line)
    {
        var at = 0;
        var isProgram = true;
        while (true)
        {
            while (at < line.Length && line[at] is ' ' or '\t') at++;
            if (at >= line.Length) yield break;
            yield return isProgram ? Program(line, ref at) : Argument(line, ref at);
            isProgram = false;
        }
    }

    /// <summary>In the name of the program a backslash is only a backslash.</summary>
    private static string Program(string line, ref int at)
    {
        var isQuoted = false;
        var name = new StringBuilder();
        for (; at < line.Length && (isQuoted || line[at] is not (' ' or '\t')); at++)
            if (line[at] == '"') isQuoted = !isQuoted;
            else name.Append(line[at]);
        return name.ToString();
    }

    private static string Argument(string line, ref int at)
    {
        var isQuoted = false;
        var value = new StringBuilder();
        while (at < line.Length && (isQuoted || line[at] is not (' ' or '\t')))
        {
            var slashes = 0;
            while (at < line.Length && line[at] == '\\')
            {
                slashes++;
                at++;
            }

            if (at >= line.Length || line[at] != '"')
            {
                value.Append('\\', slashes);
                if (at < line.Length && (isQuoted || line[at] is not (' ' or '\t'))) value.Append(line[at++]);
                continue;
            }

            // Before a quote two backslashes are one, and a single one makes the quote a character.
            value.Append('\\', slashes / 2);
            at++;
            if (slashes % 2 == 1)
            {
                value.Append('"');
            }
            else if (isQuoted && at < line.Length && line[at] == '"')
            {
                value.Append('"');
                at++;
            }
            else
            {
                isQuoted = !isQuoted;
            }
        }

        return value.ToString();
    }
}

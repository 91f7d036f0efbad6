using Watchfloor.Engine.Tests;

namespace Watchfloor.Platform.Tests.Kql;

/// <summary>
/// A case of <c>tests/cases/kql</c>: a query, and what it gives. <c>==</c> begins a case with its title; the query ends at <c>--</c>. Behind
/// it stand the columns, <c>name:type</c> with tabulators between them, and a row a line, its values as JSON; or the dashes say
/// <c>-- error LINE:COLUMN TEXT</c>. Behind <c>-- unordered</c> the rows may come in any order. Lines that begin with <c>#</c> before the
/// first case are comments.
/// </summary>
internal sealed record KqlCase(string File, string Title, string Query, string? Error, bool IsUnordered, string Columns, IReadOnlyList<string> Rows)
{
    /// <summary>The name under which a test finds it.</summary>
    public string Name => $"{File}: {Title}";

    /// <summary>All cases.</summary>
    public static IReadOnlyDictionary<string, KqlCase> All { get; } =
        Directory.EnumerateFiles(Repository.Cases("kql"), "*.txt").Order(StringComparer.Ordinal).SelectMany(Read).ToDictionary(c => c.Name, StringComparer.Ordinal);

    private static IEnumerable<KqlCase> Read(string path)
    {
        var file = Path.GetFileNameWithoutExtension(path);
        var lines = System.IO.File.ReadAllLines(path);
        for (var at = 0; at < lines.Length;)
        {
            if (!lines[at].StartsWith("== ", StringComparison.Ordinal))
            {
                at++;
                continue;
            }

            var title = lines[at++][3..];
            var query = Until(lines, ref at, l => l.TrimEnd() == "--" || l.StartsWith("-- ", StringComparison.Ordinal));
            var dashes = lines[at++].TrimEnd();
            var expected = Until(lines, ref at, l => l.StartsWith("== ", StringComparison.Ordinal));
            var error = dashes.StartsWith("-- error ", StringComparison.Ordinal) ? dashes["-- error ".Length..] : null;
            yield return new KqlCase(file, title, string.Join('\n', query), error, dashes == "-- unordered", error is null ? expected[0] : "", error is null ? [.. expected.Skip(1).Where(l => l.Length > 0)] : []);
        }
    }

    private static List<string> Until(string[] lines, ref int at, Func<string, bool> isEnd)
    {
        var found = new List<string>();
        while (at < lines.Length && !isEnd(lines[at])) found.Add(lines[at++]);
        return found;
    }
}

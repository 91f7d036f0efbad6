using System.Globalization;

namespace Watchfloor.Platform.Tests.Kql;

/// <summary>
/// Reads case files: <c>== title</c>, the query, <c>--</c> (or <c>-- unordered</c>), a line of <c>name:type</c> and a line of JSON values for
/// each row, with tabs between them; or <c>-- error line:column text</c> instead of the result. Lines before the first title are comments.
/// </summary>
internal static class KqlCases
{
    private static readonly string Folder = Path.Combine(Root(), "tests", "cases", "kql");

    /// <summary>The names of the files.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Directory.GetFiles(Folder, "*.txt").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Every case of every file.</summary>
    public static IReadOnlyList<KqlCase> All { get; } = [.. Files.SelectMany(f => Read(f, File.ReadAllLines(Path.Combine(Folder, f))))];

    /// <summary>The cases of a file.</summary>
    /// <exception cref="InvalidDataException">The file does not have the form.</exception>
    public static IEnumerable<KqlCase> Read(string file, IReadOnlyList<string> lines)
    {
        var at = 0;
        while (at < lines.Count && !lines[at].StartsWith("== ", StringComparison.Ordinal)) at++;
        while (at < lines.Count)
        {
            var start = at++;
            var query = new List<string>();
            while (at < lines.Count && !IsSeparator(lines[at])) query.Add(lines[at++]);
            if (at == lines.Count) throw new InvalidDataException($"{file}:{start + 1} has no line --");
            var separator = lines[at++];
            var result = new List<string>();
            while (at < lines.Count && !lines[at].StartsWith("== ", StringComparison.Ordinal)) result.Add(lines[at++]);
            yield return Case(file, start + 1, lines[start][3..], string.Join('\n', query), separator, result);
        }
    }

    private static KqlCase Case(string file, int line, string title, string query, string separator, List<string> result)
    {
        var place = $"{file}:{line}";
        if (separator.StartsWith("-- error ", StringComparison.Ordinal))
        {
            var words = separator.Split(' ', 4);
            var numbers = words[2].Split(':').Select(n => int.Parse(n, NumberStyles.None, CultureInfo.InvariantCulture)).ToList();
            if (words.Length < 4 || result.Count > 0) throw new InvalidDataException($"{place}: an error has a place and a text, and nothing behind");
            return new KqlCase(file, line, title, query, false, [], [], new KqlCaseError(numbers[0], numbers[1], words[3]));
        }

        if (result.Count == 0) throw new InvalidDataException($"{place} has no columns");
        var columns = result[0].Split('\t').Select(c => new KqlCaseColumn(c[..c.LastIndexOf(':')], c[(c.LastIndexOf(':') + 1)..])).ToList();
        var rows = result.Skip(1).Select(IReadOnlyList<string> (r) => r.Split('\t')).ToList();
        if (rows.Any(r => r.Count != columns.Count)) throw new InvalidDataException($"{place} has a row of another length than its columns");
        return new KqlCase(file, line, title, query, separator == "--", columns, rows, null);
    }

    private static bool IsSeparator(string line) => line is "--" or "-- unordered" || line.StartsWith("-- error ", StringComparison.Ordinal);

    private static string Root()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Watchfloor.slnx")))
                return folder;
        throw new DirectoryNotFoundException("Watchfloor.slnx is not above " + AppContext.BaseDirectory);
    }
}

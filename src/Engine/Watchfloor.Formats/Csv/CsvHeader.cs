using System.Text;

namespace Watchfloor.Formats.Csv;

/// <summary>The first row of a table: its separator and the names of its columns.</summary>
internal sealed class CsvHeader
{
    private CsvHeader(byte separator, List<string> names, int length) => (Separator, Names, Length) = (separator, names, length);

    public byte Separator { get; }

    /// <summary>The names as written, without blanks around; a column without one is called by its place, <c>column1</c>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>How many bytes of the text it takes.</summary>
    public int Length { get; }

    /// <summary>Reads the header.</summary>
    /// <returns>Null when the text has no whole row: it ends within quotes or before the line does.</returns>
    public static CsvHeader? Read(ReadOnlySpan<byte> text, bool endOfInput)
    {
        var start = text.StartsWith("\uFEFF"u8) ? 3 : 0;
        start += text[start..].Length - text[start..].TrimStart("\r\n"u8).Length;
        // Excel says which separator it means in a row of its own.
        byte? told = null;
        if (text[start..] is [(byte)'s', (byte)'e', (byte)'p', (byte)'=', var given, (byte)'\r' or (byte)'\n', ..])
        {
            told = given;
            start += 6 + (text[(start + 5)..].StartsWith("\r\n"u8) ? 1 : 0);
        }

        var separator = told ?? SeparatorOf(text[start..]);
        var row = new CsvRow(text[start..], separator);
        var names = new List<string>();
        CsvEnd end;
        do
        {
            end = row.Next();
            if (end > CsvEnd.Row) return null;
            var name = Encoding.UTF8.GetString(row.Value.Of(text[start..])).Trim();
            if (row.HasQuotes) name = name.Replace("\"\"", "\"", StringComparison.Ordinal);
            names.Add(name.Length > 0 ? name : $"column{names.Count + 1}");
        }
        while (end == CsvEnd.Value);
        var isWhole = endOfInput || (row.At > 0 && text[start + row.At - 1] == '\n');
        return isWhole ? new CsvHeader(separator, names, start + row.At) : null;
    }

    /// <summary>The candidate that splits the first row into most values; a comma when none does.</summary>
    private static byte SeparatorOf(ReadOnlySpan<byte> text)
    {
        var best = (byte)',';
        var most = 1;
        foreach (var candidate in ",;\t|"u8)
        {
            var row = new CsvRow(text, candidate);
            var values = 1;
            while (row.Next() == CsvEnd.Value) values++;
            if (values <= most) continue;
            best = candidate;
            most = values;
        }

        return best;
    }
}

using System.Buffers;

namespace Watchfloor.Formats.Csv;

/// <summary>Tables with a header row, separated by comma, semicolon, tab or bar.</summary>
public static class CsvFormat
{
    private const int RowsToSee = 8;
    private const int MaxNameLength = 64;

    private static readonly SearchValues<char> NotInNames = SearchValues.Create("={}\"'<>");

    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "csv",
        Summary = "tables with a header row, separated by , ; | or tab",
        Sniff = Sniff,
        Create = (names, limits) => new CsvDecoder(names, limits),
    };

    /// <summary>
    /// A first row of names and, mostly, rows of as many values below it: the more, the surer. Two columns need more rows than others,
    /// because a comma in each line is not rare in prose.
    /// </summary>
    private static int Sniff(ReadOnlySpan<byte> head)
    {
        if (CsvHeader.Read(head, endOfInput: true) is not { Names.Count: > 1 } header) return 0;
        if (!header.Names.All(IsName) || header.Names.Distinct().Count() < header.Names.Count) return 0;
        var (fitting, others) = CountRows(head[header.Length..], header);
        return fitting < (header.Names.Count == 2 ? 3 : 1) || fitting < others * 3 ? 0 : 30 + (5 * Math.Min(fitting, 6));
    }

    private static (int Fitting, int Others) CountRows(ReadOnlySpan<byte> text, CsvHeader header)
    {
        int fitting = 0, others = 0;
        while (fitting + others < RowsToSee && !(text = text.TrimStart("\r\n"u8)).IsEmpty)
        {
            var row = new CsvRow(text, header.Separator);
            var values = 1;
            CsvEnd end;
            while ((end = row.Next()) == CsvEnd.Value) values++;
            // The last row may be cut off by the end of the head.
            if (end > CsvEnd.Row || (row.At == text.Length && text[^1] != '\n' && fitting > 0)) break;
            if (values == header.Names.Count) fitting++;
            else others++;
            text = text[row.At..];
        }

        return (fitting, others);
    }

    private static bool IsName(string name) =>
        name.Length <= MaxNameLength && (char.IsLetter(name[0]) || name[0] is '_' or '@' or '#') && !name.AsSpan().ContainsAny(NotInNames);
}

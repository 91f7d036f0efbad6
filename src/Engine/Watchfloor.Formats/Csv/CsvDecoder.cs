using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Csv;

/// <summary>
/// Tables with a header. A row may go over several lines within quotes; where the quotes are wrong, only the one line is given up.
/// </summary>
internal sealed class CsvDecoder(FieldNames names, DecodeLimits limits) : IEventDecoder
{
    private const string Format = "csv";

    private int[]? _columns;
    private byte _separator;

    public int Decode(EventBatch batch, bool endOfInput)
    {
        var input = batch.Input;
        var at = 0;
        if (_columns is null)
        {
            if (CsvHeader.Read(input, endOfInput) is not { } header)
            {
                if (!endOfInput || input.IsEmpty) return 0;
                // Without a header nothing below it can be read either.
                Refuse(batch, 0, input.Length, "a header with wrong quotes");
                return input.Length;
            }

            _columns = [.. header.Names.Select(name => names.Intern(name))];
            _separator = header.Separator;
            at = header.Length;
        }

        while (at < input.Length)
        {
            at += input[at..].IndexOfAnyExcept("\r\n"u8) is var blank and >= 0 ? blank : input.Length - at;
            if (at == input.Length) break;
            var length = RowLength(input[at..], endOfInput, out var fault);
            if (length == 0) return at;
            if (fault is null) fault = AddRow(batch, at, length);
            if (fault is not null) Refuse(batch, at, input.Slice(at, length).TrimEnd("\r\n"u8).Length, fault);
            at += length;
        }

        return at;
    }

    /// <summary>How long the row is with its line end; 0 when it may go on in the next block.</summary>
    private int RowLength(ReadOnlySpan<byte> text, bool endOfInput, out string? fault)
    {
        var row = new CsvRow(text, _separator);
        CsvEnd end;
        do end = row.Next();
        while (end == CsvEnd.Value);
        fault = end switch
        {
            CsvEnd.OpenQuote => "a quote that is not closed",
            CsvEnd.StrayText => "text behind a closing quote",
            _ => null,
        };
        if (fault is null) return text[row.At - 1] == '\n' || endOfInput ? row.At : 0;
        // A quote may be closed in the next block, but not for ever: else one stray quote would cost the rest of the table.
        var mayClose = end == CsvEnd.OpenQuote && !endOfInput && text.Length < limits.MaxRecordBytes / 2;
        var line = LineLength(text);
        return mayClose || (text[line - 1] != '\n' && !endOfInput) ? 0 : line;
    }

    private string? AddRow(EventBatch batch, int at, int length)
    {
        var raw = batch.Input.Slice(at, length).TrimEnd("\r\n"u8);
        if (raw.Length > limits.MaxRecordBytes) return $"record longer than {limits.MaxRecordBytes:N0} bytes";
        batch.BeginEvent(Format, at, raw.Length, batch.InputOffset + at);
        var start = Utf8Text.Repair(batch, at, raw, out var text);
        var row = new CsvRow(text, _separator);
        var end = CsvEnd.Value;
        for (var column = 0; end == CsvEnd.Value; column++)
        {
            end = row.Next();
            if (column == _columns!.Length) return "more values than the header has columns";
            row.Add(batch, _columns[column], start);
            if (batch.OpenFieldCount > limits.MaxFields) return $"more than {limits.MaxFields:N0} values";
        }

        batch.EndEvent();
        return null;
    }

    private void Refuse(EventBatch batch, int at, int length, string reason) =>
        batch.AddUnparsed(Format, reason, at, Math.Min(length, limits.MaxUnparsedBytes), batch.InputOffset + at);

    /// <summary>The length of the first line with its end.</summary>
    private static int LineLength(ReadOnlySpan<byte> text) => text.IndexOf((byte)'\n') is >= 0 and var end ? end + 1 : text.Length;
}

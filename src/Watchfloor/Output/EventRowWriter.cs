using System.Buffers;
using System.Text.Json;
using Spectre.Console;
using Watchfloor.Commands;

namespace Watchfloor.Output;

/// <summary>Writes the rows of a query, each a line of JSON.</summary>
internal abstract class EventRowWriter
{
    /// <summary>The writer of an output: <c>table</c>, <c>ndjson</c> or <c>csv</c>.</summary>
    public static EventRowWriter Of(string kind, IReadOnlyList<string> columns, Terminal terminal) => kind switch
    {
        "ndjson" => new Lines(terminal.Output),
        "csv" => new Cells(terminal.Output, columns),
        _ => new Grid(terminal, columns),
    };

    /// <summary>Writes a row.</summary>
    public abstract void Write(string line);

    /// <summary>Ends the output.</summary>
    public abstract void Complete();

    private static string Text(JsonElement row, string column) =>
        !row.TryGetProperty(column, out var value) ? "" : value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private sealed class Lines(TextWriter output) : EventRowWriter
    {
        public override void Write(string line)
        {
            output.Write(line);
            output.Write('\n');
        }

        public override void Complete() => output.Flush();
    }

    /// <summary>RFC 4180, with the guard against formulas that the findings have.</summary>
    private sealed class Cells : EventRowWriter
    {
        private static readonly SearchValues<char> _quoted = SearchValues.Create(",;\"");

        private readonly TextWriter _output;
        private readonly IReadOnlyList<string> _columns;

        public Cells(TextWriter output, IReadOnlyList<string> columns)
        {
            (_output, _columns) = (output, columns);
            Row(columns);
        }

        public override void Write(string line)
        {
            using var row = JsonDocument.Parse(line);
            Row(_columns.Select(c => Text(row.RootElement, c)));
        }

        public override void Complete() => _output.Flush();

        private void Row(IEnumerable<string> cells) => _output.Write(string.Join(',', cells.Select(Cell)) + "\r\n");

        private static string Cell(string value)
        {
            var text = VisibleText.Of(CsvWriter.IsFormula(value) ? "'" + value : value);
            return text.AsSpan().ContainsAny(_quoted) ? "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"" : text;
        }
    }

    private sealed class Grid : EventRowWriter
    {
        /// <summary>The table is laid out as a whole; whoever wants more rows takes another output.</summary>
        private const int MaxRows = 10_000;
        private const int MaxCell = 500;

        private readonly Terminal _terminal;
        private readonly IReadOnlyList<string> _columns;
        private readonly Table _table = new Table().Border(TableBorder.Simple);
        private int _rows;

        public Grid(Terminal terminal, IReadOnlyList<string> columns)
        {
            (_terminal, _columns) = (terminal, columns);
            foreach (var column in columns) _table.AddColumn(new TableColumn(new Text(VisibleText.Of(column))));
        }

        public override void Write(string line)
        {
            if (++_rows > MaxRows) return;
            using var row = JsonDocument.Parse(line);
            _table.AddRow(_columns.Select(c => new Text(VisibleText.Of(Text(row.RootElement, c), MaxCell))));
        }

        public override void Complete()
        {
            if (_rows == 0) _terminal.Output.WriteLine("No events. Events of the last second may still be on their way; see also --from.");
            else _terminal.ConsoleFor(_terminal.Output, _terminal.OutputIsTerminal).Write(_table);
            if (_rows > MaxRows) _terminal.Error.WriteLine($"only the first {MaxRows:N0} of {_rows:N0} rows are shown; --output ndjson shows all");
            _terminal.Output.Flush();
        }
    }
}

using Watchfloor.Output;
using Watchfloor.Output.Html;

namespace Watchfloor.Commands;

/// <summary>The outputs of a scan, in the order of <see cref="Outputs.Names"/>.</summary>
internal enum OutputKind
{
    Table,
    Ndjson,
    Csv,
    Html,
    Navigator,
}

/// <summary>Makes the writer of an output.</summary>
internal static class Outputs
{
    /// <summary>The words for <see cref="OutputKind"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = ["table", "ndjson", "csv", "html", "navigator"];

    /// <summary>A writer onto a file or, without one, the terminal's output.</summary>
    public static IFindingWriter Writer(OutputKind kind, Stream stream, Terminal terminal, bool toFile) => kind switch
    {
        OutputKind.Ndjson => new NdjsonWriter(stream),
        OutputKind.Csv => new CsvWriter(new StreamWriter(stream, leaveOpen: true)),
        OutputKind.Html => new HtmlReport(stream),
        OutputKind.Navigator => new NavigatorLayer(stream),
        _ => new TableWriter(terminal.ConsoleFor(new StreamWriter(stream, leaveOpen: true), !toFile && terminal.OutputIsTerminal)),
    };
}

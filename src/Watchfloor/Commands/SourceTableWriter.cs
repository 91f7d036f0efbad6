using System.Globalization;
using Spectre.Console;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Output;

namespace Watchfloor.Commands;

/// <summary>The sources as a table.</summary>
internal static class SourceTableWriter
{
    /// <summary>Writes it.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<SourceInfo> sources)
    {
        var console = terminal.ConsoleFor(terminal.Output, terminal.OutputIsTerminal);
        if (sources.Count == 0)
        {
            console.WriteLine("No sources. Add one with: watchfloor source add NAME --kind http");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("name", "kind", "state", "events", "refused", "last seen", "from", "tokens");
        foreach (var source in sources)
        {
            table.AddRow(
                new Text(VisibleText.Of(source.Name)),
                new Text(source.Kind),
                new Text(source.Enabled ? "on" : "off"),
                new Text(source.Events.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(string.Join(", ", source.Refused.Select(r => $"{r.Value.ToString("N0", CultureInfo.InvariantCulture)} {r.Key}"))),
                new Text(source.LastSeen?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "never"),
                new Text(VisibleText.Of(source.LastSender)),
                new Text(source.Tokens.ToString(CultureInfo.InvariantCulture)));
        }

        console.Write(table);
    }
}

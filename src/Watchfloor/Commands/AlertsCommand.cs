using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Watchfloor.Client;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Output;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor alerts</c>: what the running server has found.</summary>
internal static class AlertsCommand
{
    private const string Examples = """
        Examples:
          watchfloor alerts --from -1h
              The alerts of the last hour, newest first.
          watchfloor alerts --from -7d --min-level high --output ndjson
              A line of JSON for each.

        Exit codes: 0 no alerts, 1 alerts, 2 wrong arguments, 3 the server cannot be reached.
        """;

    private static readonly string[] _levels = ["informational", "low", "medium", "high", "critical"];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var connection = new ServerConnection();
        var from = MomentOption.Create("--from", "Only alerts raised at or after this.");
        var to = MomentOption.Create("--to", "Only alerts raised before this.");
        var level = new Option<string?>("--min-level") { Description = "At least of this level: " + string.Join(", ", _levels) + ".", HelpName = "LEVEL" };
        level.AcceptOnlyFromAmong(_levels);
        var host = new Option<string?>("--host") { Description = "Only on this host.", HelpName = "NAME" };
        var limit = new Option<int>("--limit") { Description = "How many at most.", HelpName = "NUMBER", DefaultValueFactory = _ => 1_000 };
        var output = new Option<string>("--output") { Description = "How to show them: table or ndjson.", HelpName = "table|ndjson", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "ndjson");
        var command = new TaughtCommand("alerts", "List the alerts of a running server.", Examples) { from, to, level, host, limit, output };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            var now = terminal.Time.GetUtcNow();
            var query = Query(
                ("from", MomentOption.Read(arguments.GetValue(from), now)?.ToString("O", CultureInfo.InvariantCulture)),
                ("to", MomentOption.Read(arguments.GetValue(to), now)?.ToString("O", CultureInfo.InvariantCulture)),
                ("minLevel", arguments.GetValue(level)),
                ("host", arguments.GetValue(host)));
            var alerts = new List<AlertSummary>();
            var left = arguments.GetValue(limit);
            for (string? cursor = "", next; cursor is not null && left > 0; cursor = next)
            {
                var page = Math.Min(left, ListAlerts.MaxLimit);
                using var answer = await client.GetAsync(new Uri($"/api/v1/alerts?limit={page}{query}{(cursor.Length > 0 ? "&cursor=" + Uri.EscapeDataString(cursor) : "")}", UriKind.Relative), cancellation).ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
                var read = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false), AlertsJson.Default.PageAlertSummary)!;
                alerts.AddRange(read.Items);
                left -= read.Items.Count;
                next = read.Next;
            }

            if (arguments.GetValue(output) == "table") WriteTable(terminal, alerts);
            else foreach (var alert in alerts) await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(alert, AlertsJson.Default.AlertSummary)).ConfigureAwait(false);
            return alerts.Count > 0 ? ExitCode.Found : ExitCode.Nothing;
        }));
        return command;
    }

    private static string Query(params (string Name, string? Value)[] parts) =>
        string.Concat(parts.Where(p => p.Value is not null).Select(p => $"&{p.Name}={Uri.EscapeDataString(p.Value!)}"));

    private static void WriteTable(Terminal terminal, List<AlertSummary> alerts)
    {
        var console = terminal.ConsoleFor(terminal.Output, terminal.OutputIsTerminal);
        if (alerts.Count == 0)
        {
            console.WriteLine("No alerts. They come when events match the rules of --rules; see what is loaded with: watchfloor rules check RULES");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("raised", "level", "rule", "host", "hits", "last seen");
        foreach (var alert in alerts)
        {
            table.AddRow(
                new Text(Time(alert.Raised)),
                new Text(alert.Level, LevelStyle.Of(Enum.Parse<Sigma.RuleLevel>(alert.Level, ignoreCase: true))),
                new Text(VisibleText.Of(alert.RuleTitle)),
                new Text(VisibleText.Of(alert.Host)),
                new Text(alert.Hits.ToString("N0", CultureInfo.InvariantCulture)),
                new Text(Time(alert.LastSeen)));
        }

        console.Write(table);
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}

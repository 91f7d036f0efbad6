using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Watchfloor.Client;
using Watchfloor.Output;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor query</c>: events of a running server that meet a filter, or the answer to a query.</summary>
internal static class QueryCommand
{
    private const string Examples = """
        Examples:
          watchfloor query 'Events | where EventID == 4625 | summarize failures = count() by TargetUserName | top 10 by failures' --from -24h
              A query of the Kusto Query Language. A lone - reads it from standard input.
          watchfloor query --from -1h --where 'message has "failed"'
              The newest of the last hour, as a table.
          watchfloor query --from -7d --where 'process.executable endswith "\\powershell.exe" and user.name !in~ ("svc-a", "svc-b")' --output ndjson
              A line of JSON for each.
          watchfloor query --from -1d --where 'EventID in (4624, 4625)' --columns time,host,user.name,IpAddress --output csv > logons.csv
              Some columns, and a field by the source's own name.

        Exit codes: 0 done, 2 wrong arguments or filter, 3 the server cannot be reached.
        """;

    private static readonly string[] _tableColumns = ["time", "host", "log_source", "message"];

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var connection = new ServerConnection();
        var kql = new Argument<string?>("KQL") { Description = "A query of the Kusto Query Language over the table Events; - reads it from standard input.", Arity = ArgumentArity.ZeroOrOne };
        var from = MomentOption.Create("--from", "Only events at or after this.");
        var to = MomentOption.Create("--to", "Only events before this.");
        var where = new Option<string?>("--where") { Description = "The filter: the expression of a Kusto where.", HelpName = "EXPRESSION" };
        var columns = new Option<string?>("--columns") { Description = "The columns and fields to show, separated by commas.", HelpName = "NAMES" };
        var limit = new Option<int?>("--limit") { Description = "How many at most. Default: 1000, of a query 10000.", HelpName = "NUMBER" };
        var order = new Option<string?>("--order") { Description = "Which come first. Default: newest.", HelpName = "newest|oldest" };
        order.AcceptOnlyFromAmong("newest", "oldest");
        var time = new Option<string?>("--time") { Description = "Which time --from and --to mean. Default: event.", HelpName = "event|received" };
        time.AcceptOnlyFromAmong("event", "received");
        var output = new Option<string>("--output") { Description = "How to show them.", HelpName = "table|ndjson|csv", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "ndjson", "csv");
        var command = new TaughtCommand("query", "Search the events of a running server.", Examples) { kql, from, to, where, columns, limit, order, time, output };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            var now = terminal.Time.GetUtcNow();
            string[]? named = arguments.GetValue(columns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var kind = arguments.GetValue(output);
            var query = arguments.GetValue(kql) is "-" ? await Console.In.ReadToEndAsync(cancellation).ConfigureAwait(false) : arguments.GetValue(kql);
            var shown = named ?? (kind == "ndjson" || query is not null ? null : _tableColumns);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/api/v1/query", UriKind.Relative))
            {
                Content = Body(
                    MomentOption.Read(arguments.GetValue(from), now), MomentOption.Read(arguments.GetValue(to), now),
                    query, arguments.GetValue(where), arguments.GetValue(limit), arguments.GetValue(order), arguments.GetValue(time), shown),
            };
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
            if (answer.Headers.TryGetValues("Watchfloor-Warning", out var warnings))
                foreach (var warning in warnings.SelectMany(w => w.Split(',')))
                    await terminal.Error.WriteLineAsync(VisibleText.Of(Uri.UnescapeDataString(warning.Trim()))).ConfigureAwait(false);
            if (answer.Headers.TryGetValues("Watchfloor-Columns", out var decided)) shown = [.. decided.SelectMany(d => d.Split(',')).Select(Uri.UnescapeDataString)];
            var rows = await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
            return await WriteAsync(terminal, EventRowWriter.Of(kind!, shown ?? [], terminal), rows, cancellation).ConfigureAwait(false);
        }));
        return command;
    }

    private static async Task<int> WriteAsync(Terminal terminal, EventRowWriter writer, Stream rows, CancellationToken cancellation)
    {
        try
        {
            using var reader = new StreamReader(rows);
            while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line) writer.Write(line);
            writer.Complete();
            return ExitCode.Nothing;
        }
        catch (HttpIOException e)
        {
            // What came is shown, but it is not all.
            writer.Complete();
            await terminal.Error.WriteLineAsync(VisibleText.Of($"the server broke off: {e.Message}; the rows shown are not all")).ConfigureAwait(false);
            return ExitCode.Unreadable;
        }
    }

    private static ByteArrayContent Body(DateTimeOffset? from, DateTimeOffset? to, string? kql, string? where, int? limit, string? order, string? time, string[]? columns)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            if (from is { } least) json.WriteString("from", least.ToString("O", CultureInfo.InvariantCulture));
            if (to is { } most) json.WriteString("to", most.ToString("O", CultureInfo.InvariantCulture));
            if (where is not null) json.WriteString("where", where);
            if (kql is not null) json.WriteString("kql", kql);
            if (limit is { } rows) json.WriteNumber("limit", rows);
            if (order is not null) json.WriteString("order", order);
            if (time is not null) json.WriteString("time", time);
            if (columns is not null)
            {
                json.WriteStartArray("columns");
                foreach (var column in columns) json.WriteStringValue(column);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}

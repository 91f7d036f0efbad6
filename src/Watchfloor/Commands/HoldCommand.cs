using System.CommandLine;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Watchfloor.Client;
using Watchfloor.Contracts.Retention;
using Watchfloor.Output;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor hold</c>: events of the running server that must outlive their retention.</summary>
internal static class HoldCommand
{
    private const string AddExamples = """
        Examples:
          watchfloor hold add case-7 --from 2026-03-01 --to 2026-03-08 --reason 'court order 12/26'
              Copies every event received in that week, and keeps those days from expiring.
          watchfloor hold add anna --from -30d --to -0s --where 'user.name == "anna"' --reason 'HR 4711'
              Copies Anna's alone. The days of the range stay whole.

        Exit codes: 0 done, 2 refused, 3 the server cannot be reached.
        """;

    /// <summary>The command with its subcommands.</summary>
    public static Command Create(Terminal terminal) => new("hold", "Keep events beyond their retention, by legal holds.")
    {
        Add(terminal), List(terminal), Export(terminal), Release(terminal),
    };

    private static TaughtCommand Add(Terminal terminal)
    {
        var connection = new ServerConnection();
        var name = new Argument<string>("NAME") { Description = "What to call it: letters, digits and dashes." };
        var from = MomentOption.Create("--from", "The first events to hold, by the time they were received.");
        var to = MomentOption.Create("--to", "Where they end.");
        (from.Required, to.Required) = (true, true);
        var reason = new Option<string>("--reason") { Description = "Why, for people.", HelpName = "TEXT", Required = true };
        var where = new Option<string?>("--where") { Description = "Which events to copy, as behind a Kusto where. Default: all of the range.", HelpName = "EXPRESSION" };
        var command = new TaughtCommand("add", "Copy events and keep their days from expiring.", AddExamples) { name, from, to, reason, where };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            var now = terminal.Time.GetUtcNow();
            var request = new PlaceHold
            {
                Name = arguments.GetValue(name)!,
                Reason = arguments.GetValue(reason)!,
                From = MomentOption.Read(arguments.GetValue(from), now)!.Value,
                To = MomentOption.Read(arguments.GetValue(to), now)!.Value,
                Where = arguments.GetValue(where),
            };
            using var body = new StringContent(JsonSerializer.Serialize(request, HoldsJson.Default.PlaceHold), Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/api/v1/holds", UriKind.Relative), body, cancellation).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
            var hold = (await answer.Content.ReadFromJsonAsync(HoldsJson.Default.LegalHold, cancellation).ConfigureAwait(false))!;
            foreach (var warning in hold.Warnings) await terminal.Error.WriteLineAsync(VisibleText.Of(warning)).ConfigureAwait(false);
            await terminal.Output.WriteLineAsync(Line(hold)).ConfigureAwait(false);
            return ExitCode.Nothing;
        }));
        return command;
    }

    private static Command List(Terminal terminal)
    {
        var connection = new ServerConnection();
        var command = new Command("list", "List the holds in force: name, range, events copied, when, filter, reason.");
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            var count = 0;
            for (string? cursor = "", next; cursor is not null; cursor = next)
            {
                using var answer = await client.GetAsync(new Uri("/api/v1/holds?limit=1000&cursor=" + Uri.EscapeDataString(cursor), UriKind.Relative), cancellation).ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
                var page = (await answer.Content.ReadFromJsonAsync(HoldsJson.Default.PageLegalHold, cancellation).ConfigureAwait(false))!;
                foreach (var hold in page.Items) await terminal.Output.WriteLineAsync(Line(hold)).ConfigureAwait(false);
                count += page.Items.Count;
                next = page.Next;
            }

            if (count == 0) await terminal.Output.WriteLineAsync("There are no legal holds.").ConfigureAwait(false);
            return ExitCode.Nothing;
        }));
        return command;
    }

    private static Command Export(Terminal terminal)
    {
        var connection = new ServerConnection();
        var name = Name();
        var command = new Command("export", "Print the events that a hold has copied, a line of JSON each.") { name };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            var address = new Uri(Path(arguments.GetValue(name)!) + "/events", UriKind.Relative);
            using var answer = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
            await terminal.Output.FlushAsync(cancellation).ConfigureAwait(false);
            await answer.Content.CopyToAsync(terminal.OutputStream, cancellation).ConfigureAwait(false);
            return ExitCode.Nothing;
        }));
        return command;
    }

    private static Command Release(Terminal terminal)
    {
        var connection = new ServerConnection();
        var name = Name();
        var command = new Command("release", "End a hold: its copy is deleted, and the days may expire again.") { name };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            using var answer = await client.DeleteAsync(new Uri(Path(arguments.GetValue(name)!), UriKind.Relative), cancellation).ConfigureAwait(false);
            return answer.IsSuccessStatusCode ? ExitCode.Nothing : await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
        }));
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The hold's name." };

    private static string Path(string name) => "/api/v1/holds/" + Uri.EscapeDataString(name);

    private static string Line(LegalHold hold) => VisibleText.Of(string.Create(
        CultureInfo.InvariantCulture,
        $"{hold.Name}  {Rfc3339.Format(hold.From)} to {Rfc3339.Format(hold.To)}  {hold.Events:N0} copied {Rfc3339.Format(hold.Placed)}  {hold.Where ?? "all events"}  {hold.Reason}"));
}

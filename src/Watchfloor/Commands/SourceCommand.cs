using System.CommandLine;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Watchfloor.Client;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Output;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor source</c>: who sends events to the running server.</summary>
internal static class SourceCommand
{
    private const string AddExamples = """
        Examples:
          watchfloor source add web-proxies --kind syslog --network 10.1.2.0/24
              What comes by syslog from there belongs to web-proxies. Prints configuration for shippers.
          watchfloor source add laptops --kind elastic --for winlogbeat
              Prints the configuration of Winlogbeat alone, with a token of its own.

        Exit codes: 0 done, 2 refused, 3 the server cannot be reached.
        """;

    private const string AuthorityFile = "/etc/watchfloor-ca.pem";

    private static readonly string[] _shippers = ["rsyslog", "syslog-ng", "filebeat", "winlogbeat", "fluent-bit", "vector", "otel-collector", "nxlog", "curl"];

    /// <summary>The command with its subcommands.</summary>
    public static Command Create(Terminal terminal) => new("source", "Add, list and change the sources of events.")
    {
        Add(terminal),
        List(terminal),
        Show(terminal),
        Change(terminal),
        Rotate(terminal),
        Switch(terminal, "enable", "Take what a source sends again.", enabled: true),
        Switch(terminal, "disable", "Refuse what a source sends.", enabled: false),
        Remove(terminal),
    };

    private static TaughtCommand Add(Terminal terminal)
    {
        var connection = new ServerConnection();
        var name = new Argument<string>("NAME") { Description = "What to call it." };
        var kind = new Option<string>("--kind") { Description = "What it sends through.", HelpName = "syslog|http|elastic|hec|otlp", Required = true };
        kind.AcceptOnlyFromAmong("syslog", "http", "elastic", "hec", "otlp");
        var settings = new SourceSettingsOptions();
        var (address, shipper) = (Address(), Shipper());
        var command = new TaughtCommand("add", "Add a source; print its token and configuration for shippers.", AddExamples) { name, kind, address, shipper };
        settings.AddTo(command);
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            var request = new AddSource
            {
                Name = arguments.GetValue(name)!,
                Kind = arguments.GetValue(kind)!,
                Settings = settings.Apply(arguments, new SourceSettings()),
                Address = arguments.GetValue(address) ?? "",
            };
            using var answer = await SendAsync(client, HttpMethod.Post, "", request, SourcesJson.Default.AddSource, cancellation).ConfigureAwait(false);
            return await WithTokenAsync(terminal, answer, arguments.GetValue(shipper), cancellation).ConfigureAwait(false);
        }));
        return command;
    }

    private static Command List(Terminal terminal)
    {
        var connection = new ServerConnection();
        var output = new Option<string>("--output") { Description = "How to show them: table or ndjson.", HelpName = "table|ndjson", DefaultValueFactory = _ => "table" };
        output.AcceptOnlyFromAmong("table", "ndjson");
        var command = new Command("list", "List the sources with what has come from them.") { output };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            var sources = new List<SourceInfo>();
            for (string? cursor = "", next; cursor is not null; cursor = next)
            {
                using var answer = await client.GetAsync(new Uri("/api/v1/sources?limit=1000" + (cursor.Length > 0 ? "&cursor=" + Uri.EscapeDataString(cursor) : ""), UriKind.Relative), cancellation).ConfigureAwait(false);
                if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
                var page = (await answer.Content.ReadFromJsonAsync(SourcesJson.Default.PageSourceInfo, cancellation).ConfigureAwait(false))!;
                sources.AddRange(page.Items);
                next = page.Next;
            }

            if (arguments.GetValue(output) == "table") SourceTableWriter.Write(terminal, sources);
            else foreach (var source in sources) await terminal.Output.WriteLineAsync(JsonSerializer.Serialize(source, SourcesJson.Default.SourceInfo)).ConfigureAwait(false);
            return ExitCode.Nothing;
        }));
        return command;
    }

    private static Command Show(Terminal terminal) => OfOne(
        terminal,
        new Command("show", "Show all of a source, as JSON."),
        (client, id, cancellation) => client.GetAsync(Path(id), cancellation),
        (answer, cancellation) => ShowAsync(terminal, answer, cancellation));

    private static Command Change(Terminal terminal)
    {
        var connection = new ServerConnection();
        var name = Name();
        var settings = new SourceSettingsOptions();
        var command = new Command("change", "Change what is set for a source; what is not named stays.") { name };
        settings.AddTo(command);
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            using var now = await client.GetAsync(Path(arguments.GetValue(name)!), cancellation).ConfigureAwait(false);
            if (!now.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, now, cancellation).ConfigureAwait(false);
            var source = (await now.Content.ReadFromJsonAsync(SourcesJson.Default.SourceInfo, cancellation).ConfigureAwait(false))!;
            var change = new SourceChange(Settings: settings.Apply(arguments, source.Settings));
            using var answer = await SendAsync(client, HttpMethod.Patch, "/" + source.Id, change, SourcesJson.Default.SourceChange, cancellation).ConfigureAwait(false);
            return await ShowAsync(terminal, answer, cancellation).ConfigureAwait(false);
        }));
        return command;
    }

    private static Command Rotate(Terminal terminal)
    {
        var connection = new ServerConnection();
        var name = Name();
        var grace = new Option<int>("--grace-hours") { Description = "For how many hours the tokens before stay valid.", HelpName = "NUMBER", DefaultValueFactory = _ => 24 };
        var (address, shipper) = (Address(), Shipper());
        var command = new Command("rotate", "Give a source a new token and print it with configuration for shippers.") { name, grace, address, shipper };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            var rotation = new SourceRotation(arguments.GetValue(grace), arguments.GetValue(address) ?? "");
            using var answer = await SendAsync(client, HttpMethod.Post, $"/{Uri.EscapeDataString(arguments.GetValue(name)!)}/rotate", rotation, SourcesJson.Default.SourceRotation, cancellation).ConfigureAwait(false);
            return await WithTokenAsync(terminal, answer, arguments.GetValue(shipper), cancellation).ConfigureAwait(false);
        }));
        return command;
    }

    private static Command Switch(Terminal terminal, string verb, string help, bool enabled) => OfOne(
        terminal,
        new Command(verb, help),
        (client, id, cancellation) => SendAsync(client, HttpMethod.Patch, "/" + Uri.EscapeDataString(id), new SourceChange(enabled), SourcesJson.Default.SourceChange, cancellation),
        (_, _) => Task.FromResult(ExitCode.Nothing));

    private static Command Remove(Terminal terminal) => OfOne(
        terminal,
        new Command("remove", "Remove a source and end its tokens. Its events stay."),
        (client, id, cancellation) => client.DeleteAsync(Path(id), cancellation),
        (_, _) => Task.FromResult(ExitCode.Nothing));

    private static Command OfOne(
        Terminal terminal,
        Command command,
        Func<HttpClient, string, CancellationToken, Task<HttpResponseMessage>> ask,
        Func<HttpResponseMessage, CancellationToken, Task<int>> show)
    {
        var connection = new ServerConnection();
        var name = Name();
        command.Arguments.Add(name);
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            using var answer = await ask(client, arguments.GetValue(name)!, cancellation).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
            return await show(answer, cancellation).ConfigureAwait(false);
        }));
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The source's name or id." };

    private static Option<string?> Address() => new("--address")
    {
        Description = "The server's address as shippers reach it, for their configuration. Default: the one this command uses.",
        HelpName = "URL",
    };

    private static Option<string?> Shipper()
    {
        var option = new Option<string?>("--for") { Description = "Print the configuration of this shipper alone.", HelpName = "SHIPPER" };
        option.AcceptOnlyFromAmong(_shippers);
        return option;
    }

    private static Uri Path(string id) => new("/api/v1/sources/" + Uri.EscapeDataString(id), UriKind.Relative);

    private static async Task<HttpResponseMessage> SendAsync<T>(HttpClient client, HttpMethod method, string path, T body, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, new Uri("/api/v1/sources" + path, UriKind.Relative))
        {
            Content = new StringContent(JsonSerializer.Serialize(body, type), Encoding.UTF8, "application/json"),
        };
        return await client.SendAsync(request, cancellation).ConfigureAwait(false);
    }

    private static async Task<int> ShowAsync(Terminal terminal, HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
        await terminal.Output.WriteLineAsync(VisibleText.Of(await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false))).ConfigureAwait(false);
        return ExitCode.Nothing;
    }

    /// <summary>The token on standard error, the configuration on standard output, so that it can go into a file as it is.</summary>
    private static async Task<int> WithTokenAsync(Terminal terminal, HttpResponseMessage answer, string? shipper, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
        var made = (await answer.Content.ReadFromJsonAsync(SourcesJson.Default.SourceWithToken, cancellation).ConfigureAwait(false))!;
        await terminal.Error.WriteLineAsync($"{made.Source.Name}: token {made.Token} (it cannot be shown again)").ConfigureAwait(false);
        foreach (var recipe in made.Recipes)
        {
            if (shipper is not null && recipe.Shipper != shipper) continue;
            if (shipper is null) await terminal.Output.WriteLineAsync($"──── {recipe.Shipper}: {recipe.File}").ConfigureAwait(false);
            await terminal.Output.WriteLineAsync(recipe.Text).ConfigureAwait(false);
            if (shipper is null) await terminal.Output.WriteLineAsync().ConfigureAwait(false);
        }

        if (made.Authority is { } authority) await AuthorityAsync(terminal, authority, isAlone: shipper is not null).ConfigureAwait(false);
        return ExitCode.Nothing;
    }

    /// <summary>What shippers over TLS need besides: shown with all recipes, named beside a single one, which is a file by itself.</summary>
    private static async Task AuthorityAsync(Terminal terminal, string authority, bool isAlone)
    {
        if (isAlone)
        {
            await terminal.Error.WriteLineAsync("It also needs the authority's certificate, which `watchfloor ca show` prints.").ConfigureAwait(false);
            return;
        }

        await terminal.Output.WriteLineAsync($"──── the authority that they trust: {AuthorityFile}").ConfigureAwait(false);
        await terminal.Output.WriteLineAsync(authority.TrimEnd()).ConfigureAwait(false);
    }
}

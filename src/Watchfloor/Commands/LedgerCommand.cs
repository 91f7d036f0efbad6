using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Watchfloor.Client;
using Watchfloor.Contracts.Ledger;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor ledger</c>: exports the ledger with its proof, and checks such a file.</summary>
internal static class LedgerCommand
{
    private const string ExportExamples = """
        Examples:
          watchfloor ledger export all.wfl
              Every entry, with the proof.
          watchfloor ledger export more.wfl --from 1001
              What came after an export that ended with 1000; verify it with --since to show that nothing before has changed.

        Exit codes: 0 written, 2 refused, 3 the server cannot be reached or the file cannot be written.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) => new("ledger", "Export the ledger with its proof, and verify exports.")
    {
        Export(terminal), Prove(terminal), Key(terminal), LedgerVerifyCommand.Create(terminal),
    };

    private static TaughtCommand Export(Terminal terminal)
    {
        var connection = new ServerConnection();
        var file = new Argument<string>("FILE") { Description = "Where to write it." };
        var from = Position("--from", "The first position. Default: 1.");
        var to = Position("--to", "The last position. Default: the last there is.");
        var command = new TaughtCommand("export", "Write entries with their proof into a file.", ExportExamples) { file, from, to };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) =>
        {
            string?[] bounds = [Bound("from", arguments.GetValue(from)), Bound("to", arguments.GetValue(to))];
            var query = string.Join('&', bounds.OfType<string>());
            return connection.RunAsync(terminal, arguments, client => DownloadAsync(terminal, client, $"/api/v1/ledger/export?{query}", arguments.GetValue(file)!, cancellation));
        });
        return command;
    }

    private static Command Prove(Terminal terminal)
    {
        var connection = new ServerConnection();
        var position = new Argument<long>("POSITION") { Description = "The entry." };
        var file = new Argument<string>("FILE") { Description = "Where to write it." };
        var command = new Command("prove", "Write one entry with its proof into a file.") { position, file };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, client => DownloadAsync(
            terminal, client, string.Create(CultureInfo.InvariantCulture, $"/api/v1/ledger/{arguments.GetValue(position)}/proof"), arguments.GetValue(file)!, cancellation)));
        return command;
    }

    private static Command Key(Terminal terminal)
    {
        var connection = new ServerConnection();
        var command = new Command("key", "Print the ledger's public key (PEM).");
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => connection.RunAsync(terminal, arguments, async client =>
        {
            using var answer = await client.GetAsync(new Uri("/api/v1/ledger/checkpoint", UriKind.Relative), cancellation).ConfigureAwait(false);
            if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
            var checkpoint = JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false), LedgerJson.Default.SignedCheckpoint)!;
            await terminal.Output.WriteAsync(checkpoint.Key).ConfigureAwait(false);
            return ExitCode.Nothing;
        }));
        return command;
    }

    /// <summary>Takes a file from the server: written aside, so that one that breaks off never has the name of a whole one.</summary>
    private static async Task<int> DownloadAsync(Terminal terminal, HttpClient client, string address, string file, CancellationToken cancellation)
    {
        using var answer = await client.GetAsync(new Uri(address, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
        var aside = file + ".part";
        try
        {
            await using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
                await answer.Content.CopyToAsync(stream, cancellation).ConfigureAwait(false);
            File.Move(aside, file, overwrite: true);
            return ExitCode.Nothing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or HttpRequestException)
        {
            File.Delete(aside);
            await terminal.Error.WriteLineAsync(Output.VisibleText.Of($"{file} could not be written whole: {e.Message}")).ConfigureAwait(false);
            return ExitCode.Unreadable;
        }
    }

    private static Option<long?> Position(string name, string description) => new(name) { Description = description, HelpName = "POSITION" };

    private static string? Bound(string name, long? position) => position is { } number ? string.Create(CultureInfo.InvariantCulture, $"{name}={number}") : null;
}

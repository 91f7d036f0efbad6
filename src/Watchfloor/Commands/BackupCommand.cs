using System.CommandLine;
using Watchfloor.Client;
using Watchfloor.Contracts.Access;
using Watchfloor.Output;
using Watchfloor.Platform;
using Watchfloor.Platform.Backup;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;
using Watchfloor.Serve;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor backup</c> and <c>watchfloor restore</c>.</summary>
internal static class BackupCommand
{
    private const string BackupExamples = """
        Examples:
          watchfloor backup /backup/watchfloor.tar.zst
              Everything in the data directory as one file, with the server running or stopped. It holds keys and hashes of
              passwords: keep it as safe as the server.

        Exit codes: 0 done, 2 wrong arguments, 3 something could not be read or written.
        """;

    private const string RestoreExamples = """
        Examples:
          watchfloor restore /backup/watchfloor.tar.zst --data /var/lib/watchfloor-new
              Into a new folder; then: watchfloor serve --data /var/lib/watchfloor-new
          watchfloor restore backup.tar.zst --data DIR --state 'Host=db;Database=watchfloor;Username=watchfloor'
              The state goes into an empty PostgreSQL database, wherever it came from.

        Exit codes: 0 done, 2 wrong arguments, 3 the backup is damaged or something could not be written.
        """;

    /// <summary><c>backup</c>.</summary>
    public static Command Create(Terminal terminal)
    {
        var connection = new ServerConnection();
        var state = StateAccess.State();
        var file = new Argument<string>("FILE") { Description = "The file to write." };
        var command = new TaughtCommand("backup", "Back up everything into one file.", BackupExamples) { file, state };
        connection.AddTo(command);
        command.SetAction((arguments, cancellation) => WholeFile.WriteAsync(
            terminal,
            arguments.GetValue(file)!,
            "no backup",
            async to =>
            {
                if (connection.IsRunning(arguments))
                {
                    return await connection.RunAsync(terminal, arguments, async client =>
                    {
                        using var answer = await client.GetAsync(new Uri("/api/v1/backup", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
                        if (!answer.IsSuccessStatusCode) return await ServerConnection.RefusedAsync(terminal, answer, cancellation).ConfigureAwait(false);
                        await answer.Content.CopyToAsync(to, cancellation).ConfigureAwait(false);
                        return ExitCode.Nothing;
                    }).ConfigureAwait(false);
                }

                using var data = DataDirectory.Open(connection.DataOf(arguments));
                data.Lock();
                await using var database = await StateDatabase.OpenAsync(arguments.GetValue(state) ?? Path.Combine(data.State, "watchfloor.db"), Rooms.Schemas, cancellation).ConfigureAwait(false);
                await database.WriteAsync(
                    t => new LedgerWriter(terminal.Time).AppendAsync(t, new LedgerEntry { Type = Backups.Taken, Actor = Actor.System }, cancellation), cancellation).ConfigureAwait(false);
                await Backups.WriteAsync(data, database, to, terminal.Time, cancellation).ConfigureAwait(false);
                return ExitCode.Nothing;
            }));
        return command;
    }

    /// <summary><c>restore</c>.</summary>
    public static Command CreateRestore(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "The backup." };
        var data = new Option<string>("--data") { Description = "The new data directory; it must be empty or not there.", HelpName = "DIR", Required = true };
        var state = new Option<string?>("--state") { Description = "An empty state database to fill. Default: SQLite in the data directory.", HelpName = "CONNECTION" };
        var command = new TaughtCommand("restore", "Make a data directory from a backup.", RestoreExamples) { file, data, state };
        command.SetAction(async (arguments, cancellation) =>
        {
            try
            {
                await using var from = File.OpenRead(arguments.GetValue(file)!);
                await Backups.RestoreAsync(from, arguments.GetValue(data)!, arguments.GetValue(state), Rooms.Schemas, cancellation).ConfigureAwait(false);
                return ExitCode.Nothing;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or StateException or DataDirectoryException)
            {
                await terminal.Error.WriteLineAsync(VisibleText.Of("not restored: " + e.Message)).ConfigureAwait(false);
                return ExitCode.Unreadable;
            }
        });
        return command;
    }
}

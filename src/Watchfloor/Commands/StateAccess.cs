using System.CommandLine;
using Watchfloor.Contracts.Errors;
using Watchfloor.Output;
using Watchfloor.Platform;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;
using Watchfloor.Serve;

namespace Watchfloor.Commands;

/// <summary>Commands that open the state themselves, so that they work with the server running or stopped.</summary>
internal static class StateAccess
{
    /// <summary><c>--data</c>.</summary>
    public static Option<string> Data() => new("--data")
    {
        Description = "The data directory.",
        HelpName = "DIR",
        DefaultValueFactory = _ => DefaultData.Path,
    };

    /// <summary><c>--state</c>.</summary>
    public static Option<string?> State() => new("--state")
    {
        Description = "The state database, when it is not SQLite in the data directory.",
        HelpName = "CONNECTION",
    };

    /// <summary>Opens the state, does the work, and says what was wrong.</summary>
    public static async Task<int> RunAsync(
        Terminal terminal, string folder, string? connection, Func<StateDatabase, ILedgerWriter, Task<Result<string>>> work, CancellationToken cancellation)
    {
        try
        {
            using var data = DataDirectory.Open(folder);
            await using var state = await StateDatabase.OpenAsync(connection ?? Path.Combine(data.State, "watchfloor.db"), Rooms.Schemas, cancellation).ConfigureAwait(false);
            var result = await work(state, new LedgerWriter(terminal.Time)).ConfigureAwait(false);
            if (!result.TryGet(out var text, out var error))
            {
                await terminal.Error.WriteLineAsync(VisibleText.Of(error.Message)).ConfigureAwait(false);
                return ExitCode.WrongArguments;
            }

            if (text.Length > 0) await terminal.Output.WriteLineAsync(text).ConfigureAwait(false);
            return ExitCode.Nothing;
        }
        catch (Exception e) when (e is DataDirectoryException or StateException)
        {
            await terminal.Error.WriteLineAsync(VisibleText.Of(e.Message)).ConfigureAwait(false);
            return ExitCode.Unreadable;
        }
    }
}

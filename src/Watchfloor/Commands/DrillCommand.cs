using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json;
using Watchfloor.Contracts.Access;
using Watchfloor.Events.Content;
using Watchfloor.Output;
using Watchfloor.Platform.Backup;
using Watchfloor.Platform.Ledger;
using Watchfloor.Serve;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor drill</c>: whether a backup could be restored, tried and written down.</summary>
internal static class DrillCommand
{
    private const string Examples = """
        Examples:
          watchfloor drill /backup/watchfloor.tar.zst
              Restores the backup into a folder for a while, reads all of it, verifies its ledger, says what it found, and records
              that in the ledger of this machine. It takes as much space as the data.
          watchfloor drill backup.tar.zst --folder /mnt/large
              The same, with the folder there.

        Exit codes: 0 the backup is good, 1 it is not, 2 wrong arguments, 3 something could not be read or written.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var (data, state) = (StateAccess.Data(), StateAccess.State());
        var file = new Argument<string>("FILE") { Description = "The backup." };
        var folder = new Option<string>("--folder") { Description = "Where to make the folder that it is restored into. Default: where temporary files are.", HelpName = "DIR", DefaultValueFactory = _ => Path.GetTempPath() };
        var command = new TaughtCommand("drill", "Restore a backup for a try, and record whether it is good.", Examples) { file, folder, data, state };
        command.SetAction(async (arguments, cancellation) =>
        {
            try
            {
                var (report, hash) = await TryAsync(terminal, arguments.GetValue(file)!, arguments.GetValue(folder)!, cancellation).ConfigureAwait(false);
                foreach (var finding in report.Findings) await terminal.Output.WriteLineAsync($"{(finding.IsWell ? "ok    " : "WRONG ")}{finding.What}: {VisibleText.Of(finding.Text)}").ConfigureAwait(false);
                var recorded = await RecordAsync(terminal, arguments.GetValue(data)!, arguments.GetValue(state), report, hash, cancellation).ConfigureAwait(false);
                return recorded != ExitCode.Nothing ? recorded : report.Passed ? ExitCode.Nothing : ExitCode.Found;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await terminal.Error.WriteLineAsync(VisibleText.Of("no drill: " + e.Message)).ConfigureAwait(false);
                return ExitCode.Unreadable;
            }
        });
        return command;
    }

    private static async Task<(DrillReport Report, string Hash)> TryAsync(Terminal terminal, string file, string folder, CancellationToken cancellation)
    {
        await using var from = File.OpenRead(file);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(from, cancellation).ConfigureAwait(false));
        from.Position = 0;
        // Only its owner may look in: keys and hashes of passwords are restored too.
        var to = Directory.CreateDirectory(Path.Combine(folder, "watchfloor-drill-" + Guid.NewGuid().ToString("N")), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        try
        {
            return (await BackupDrill.RunAsync(from, to.FullName, Rooms.Schemas, CatalogLoading.Load([], new List<ContentFault>()), terminal.Time, cancellation).ConfigureAwait(false), hash);
        }
        finally
        {
            to.Delete(recursive: true);
        }
    }

    /// <summary>On a machine without a data directory there is no ledger to write to; the report is all there is.</summary>
    private static async Task<int> RecordAsync(Terminal terminal, string data, string? state, DrillReport report, string hash, CancellationToken cancellation)
    {
        if (!File.Exists(Path.Combine(data, "version")))
        {
            await terminal.Error.WriteLineAsync(VisibleText.Of($"not recorded: {data} is no data directory; name it with --data")).ConfigureAwait(false);
            return ExitCode.Nothing;
        }

        var fact = new DrillFact(report.Passed, hash, report.Events, report.Entries, [.. report.Findings.Where(f => !f.IsWell).Select(f => $"{f.What}: {f.Text}")]);
        var entry = new LedgerEntry { Type = DrillReport.Drilled, Actor = Actor.System, Payload = JsonSerializer.SerializeToElement(fact, DrillJson.Default.DrillFact) };
        return await StateAccess.RunAsync(
            terminal,
            data,
            state,
            async (database, ledger) =>
            {
                await database.WriteAsync(t => ledger.AppendAsync(t, entry, cancellation), cancellation).ConfigureAwait(false);
                return "";
            },
            cancellation).ConfigureAwait(false);
    }
}

using System.CommandLine;
using System.Globalization;
using Watchfloor.Output;
using Watchfloor.Platform.Ledger.Proof;

namespace Watchfloor.Commands;

/// <summary><c>watchfloor ledger verify</c>: needs no server.</summary>
internal static class LedgerVerifyCommand
{
    private const string Examples = """
        Examples:
          watchfloor ledger verify all.wfl --key ledger.pub
              Is every byte as the owner of this key signed it?
          watchfloor ledger verify new.wfl --key ledger.pub --since old.wfl
              And is what the older file shows a beginning of it?

        Exit codes: 0 valid, 1 not valid, 2 wrong arguments, 3 a file cannot be read.
        """;

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "An export." };
        var key = new Option<string?>("--key") { Description = "The ledger's public key (PEM), from where its owner published it. Without it the key in the file is used.", HelpName = "FILE" };
        var since = new Option<string?>("--since") { Description = "An older export of the same ledger, which must be a beginning of this one.", HelpName = "FILE" };
        var command = new TaughtCommand("verify", "Check an export, offline.", Examples) { file, key, since };
        command.SetAction(async (arguments, cancellation) =>
        {
            try
            {
                return await RunAsync(terminal, arguments.GetValue(file)!, arguments.GetValue(key), arguments.GetValue(since), cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                await terminal.Error.WriteLineAsync(VisibleText.Of(e.Message)).ConfigureAwait(false);
                return ExitCode.Unreadable;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, string file, string? keyFile, string? since, CancellationToken cancellation)
    {
        byte[]? key = null;
        if (keyFile is not null)
        {
            key = LedgerVerifier.ParsePublicKey(await File.ReadAllTextAsync(keyFile, cancellation).ConfigureAwait(false));
            if (key is null)
            {
                await terminal.Error.WriteLineAsync(VisibleText.Of($"{keyFile} holds no public key; it begins with -----BEGIN PUBLIC KEY-----, as watchfloor ledger key prints it")).ConfigureAwait(false);
                return ExitCode.WrongArguments;
            }
        }

        LedgerCheckpoint? earlier = null;
        if (since is not null)
        {
            var old = await VerifyAsync(since, key, null, cancellation).ConfigureAwait(false);
            if (old.Fault is not null) return await NotValidAsync(terminal, since, old.Fault).ConfigureAwait(false);
            earlier = old.Checkpoint;
        }

        var verdict = await VerifyAsync(file, key, earlier, cancellation).ConfigureAwait(false);
        if (verdict.Fault is not null) return await NotValidAsync(terminal, file, verdict.Fault).ConfigureAwait(false);
        var erased = verdict.Erased > 0 ? $", {verdict.Erased} of them erased" : "";
        await terminal.Output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"valid: entries {verdict.From} to {verdict.To} of {verdict.Checkpoint!.Size}{erased}; signed {verdict.SignedAt:yyyy-MM-dd HH:mm:ss} UTC with the key {verdict.KeyId}")).ConfigureAwait(false);
        if (earlier is not null) await terminal.Output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"the first {earlier.Size} entries are those of {VisibleText.Of(since!)}")).ConfigureAwait(false);
        if (key is null) await terminal.Error.WriteLineAsync("the key is the one in the file: compare its id with the published one, or give --key").ConfigureAwait(false);
        return ExitCode.Nothing;
    }

    private static async Task<LedgerVerdict> VerifyAsync(string file, byte[]? key, LedgerCheckpoint? earlier, CancellationToken cancellation)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read);
        return await LedgerVerifier.VerifyAsync(stream, key, earlier, cancellation).ConfigureAwait(false);
    }

    private static async Task<int> NotValidAsync(Terminal terminal, string file, string fault)
    {
        await terminal.Error.WriteLineAsync(VisibleText.Of($"NOT VALID: {file}: {fault}")).ConfigureAwait(false);
        return ExitCode.Found;
    }
}

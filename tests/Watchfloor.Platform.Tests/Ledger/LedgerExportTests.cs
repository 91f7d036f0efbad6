using System.Diagnostics;
using System.Text;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Ledger.Proof;
using Watchfloor.Platform.Tests.State;
using static Watchfloor.Platform.Tests.Ledger.LedgerFixture;

namespace Watchfloor.Platform.Tests.Ledger;

public sealed class LedgerExportTests
{
    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Export_AnyRange_IsValidForBothVerifiers(StateKind kind)
    {
        await using var ledger = await LedgerFixture.OpenAsync(kind);
        await ledger.FillAsync(300);
        foreach (var (from, to) in new[] { (1L, 300L), (1, 1), (300, 300), (257, 257), (100, 290), (301, 300), (1, 0), (5, 4) })
        {
            var file = await ledger.ExportAsync(from, to);
            var verdict = await VerifyAsync(file, ledger.Key.PublicKey);
            Assert.Null(verdict.Fault);
            Assert.Equal((from, to, 300L), (verdict.From, verdict.To, verdict.Checkpoint!.Size));
            var (code, text) = await PythonAsync(ledger, file);
            Assert.True(code == 0, text);
            Assert.Contains($"entries {from} to {to} of 300, 0 erased, key {ledger.Key.Id}", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Export_EmptyLedger_IsValid()
    {
        await using var ledger = await LedgerFixture.OpenAsync(StateKind.Sqlite);
        var file = await ledger.ExportAsync();
        Assert.Null((await VerifyAsync(file)).Fault);
        Assert.Equal(0, (await PythonAsync(ledger, file)).Code);
    }

    [Theory]
    [InlineData(0L, null)]
    [InlineData(5L, null)]
    [InlineData(1L, 4L)]
    [InlineData(3L, 1L)]
    public async Task Export_PositionsThatAreNot_AreRefused(long? from, long? to)
    {
        await using var ledger = await LedgerFixture.OpenAsync(StateKind.Sqlite);
        await ledger.FillAsync(3);
        Assert.Contains("positions 1 to 3", (await ledger.Exporter.PrepareAsync(from, to, Cancel)).Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_AnyByteChanged_IsRefused()
    {
        await using var ledger = await LedgerFixture.OpenAsync(StateKind.Sqlite);
        await ledger.FillAsync(5);
        var file = await ledger.ExportAsync(2, 3);
        for (var i = 0; i < file.Length; i++)
        {
            byte[][] changes =
            [
                [.. file[..i], (byte)(file[i] ^ 0x01), .. file[(i + 1)..]],
                // Of the others each byte gets one; a check of signatures takes a while.
                (i % 5) switch
                {
                    0 => [.. file[..i], (byte)(file[i] ^ 0x20), .. file[(i + 1)..]],
                    1 => [.. file[..i], (byte)(file[i] ^ 0x80), .. file[(i + 1)..]],
                    2 => [.. file[..i], .. file[(i + 1)..]],
                    3 => [.. file[..i], (byte)' ', .. file[i..]],
                    _ => file[..i],
                },
            ];
            foreach (var changed in changes)
                Assert.True((await VerifyAsync(changed)).Fault is not null, $"byte {i}: {Encoding.UTF8.GetString(changed)}");
        }

        Assert.NotNull((await VerifyAsync([.. file, (byte)'\n'])).Fault);
        Assert.NotNull((await VerifyAsync([.. file, .. file])).Fault);
        Assert.Null((await VerifyAsync(file)).Fault);
    }

    [Fact]
    public async Task PythonVerifier_AnyByteChanged_IsRefused()
    {
        await using var ledger = await LedgerFixture.OpenAsync(StateKind.Sqlite);
        await ledger.FillAsync(3);
        var file = await ledger.ExportAsync(2, 2);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            // Many in one run: the script is read once and its main called for each, which is what starting it anew would do.
            var all = Path.Combine(folder.FullName, "all.wfl");
            await File.WriteAllBytesAsync(all, file, Cancel);
            var driver = $$"""
                import sys, io, contextlib
                source = open({{Quoted(Script)}}).read()
                assert source.rstrip().endswith("main(*sys.argv[1:])")
                names = {}
                exec(source.rstrip().removesuffix("main(*sys.argv[1:])"), names)
                whole = open({{Quoted(all)}}, "rb").read()
                def accepts(data):
                    open({{Quoted(all)}}, "wb").write(data)
                    try:
                        with contextlib.redirect_stdout(io.StringIO()):
                            names["main"]({{Quoted(all)}})
                        return True
                    except (SystemExit, ValueError):
                        return False
                assert accepts(whole)
                # Each byte in one of five ways; every check of a signature takes milliseconds here.
                for i in range(len(whole)):
                    changed = (lambda: whole[:i] + bytes([whole[i] ^ 1]) + whole[i+1:], lambda: whole[:i] + whole[i+1:], lambda: whole[:i] + b" " + whole[i:],
                               lambda: whole[:i] + bytes([whole[i] ^ 0x20]) + whole[i+1:], lambda: whole[:i])[i % 5]()
                    if accepts(changed):
                        sys.exit("accepted: byte %d" % i)
                assert not accepts(whole + b"\n")
                """;
            var (code, text) = await RunAsync(["python3", "-c", driver]);
            Assert.True(code == 0, text);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Verify_OtherKey_IsRefused()
    {
        await using var ledger = await LedgerFixture.OpenAsync(StateKind.Sqlite);
        await using var other = await LedgerFixture.OpenAsync(StateKind.Sqlite);
        await ledger.FillAsync(2);
        var file = await ledger.ExportAsync();
        Assert.Contains("not the one given", (await VerifyAsync(file, other.Key.PublicKey)).Fault, StringComparison.Ordinal);
        var (code, text) = await PythonAsync(ledger, file, other.Key.PublicPem);
        Assert.NotEqual(0, code);
        Assert.Contains("another key", text, StringComparison.Ordinal);
        Assert.Equal(ledger.Key.PublicKey, LedgerVerifier.ParsePublicKey(ledger.Key.PublicPem));
        Assert.Null(LedgerVerifier.ParsePublicKey(await File.ReadAllTextAsync(Path.Combine(ledger.Data.Keys, "ledger.pem"), Cancel)));
    }

    /// <summary>What the owner of the database could do, whose server then signs it: only the tree shows it.</summary>
    [Theory]
    [InlineData("UPDATE ledger_entry SET actor = 'system:somebody' WHERE position = 2")]
    [InlineData("UPDATE ledger_entry SET at = at + 1 WHERE position = 3")]
    [InlineData("UPDATE ledger_payload SET payload = '{}' WHERE entry_id = (SELECT id FROM ledger_entry WHERE position = 2)")]
    [InlineData("UPDATE ledger_payload SET salt = zeroblob(32) WHERE entry_id = (SELECT id FROM ledger_entry WHERE position = 2)")]
    [InlineData("UPDATE ledger_entry SET payload_hash = zeroblob(32) WHERE position = 1")]
    public async Task Verify_TablesWereChangedFromOutside_IsRefused(string sql)
    {
        await using var ledger = await LedgerFixture.OpenAsync(StateKind.Sqlite);
        await ledger.FillAsync(4);
        await ledger.Database.WriteAsync(t => t.ExecuteAsync(sql, Cancel), Cancel);
        var file = await ledger.ExportAsync();
        Assert.NotNull((await VerifyAsync(file)).Fault);
        Assert.NotEqual(0, (await PythonAsync(ledger, file)).Code);
    }

    [Fact]
    public async Task Verify_WithEarlierCheckpoint_HistoryMustBeTheSame()
    {
        await using var ledger = await LedgerFixture.OpenAsync(StateKind.Sqlite);
        await ledger.FillAsync(5);
        var old = (await VerifyAsync(await ledger.ExportAsync())).Checkpoint!;
        await ledger.FillAsync(4);
        foreach (var (from, to) in new[] { (1L, 9L), (6, 9), (6, 5), (3, 7) })
            Assert.Null((await VerifyAsync(await ledger.ExportAsync(from, to), earlier: old)).Fault);
        Assert.Contains("export from 6", (await VerifyAsync(await ledger.ExportAsync(8, 9), earlier: old)).Fault, StringComparison.Ordinal);
        Assert.Contains("history was changed", (await VerifyAsync(await ledger.ExportAsync(), earlier: old with { Root = new string('0', 64) })).Fault, StringComparison.Ordinal);
        var now = (await VerifyAsync(await ledger.ExportAsync())).Checkpoint!;
        Assert.Null((await VerifyAsync(await ledger.ExportAsync(2, 2), earlier: now)).Fault);
        Assert.NotNull((await VerifyAsync(await ledger.ExportAsync(2, 2), earlier: now with { Root = old.Root })).Fault);
    }

    private static string Script => Path.Combine(Repository.Root, "docs", "verify-ledger.py");

    [Fact]
    public void PythonVerifier_Script_IsShort() => Assert.InRange(File.ReadLines(Script).Count(), 1, 100);

    private static string Quoted(string path) => $"r'{path}'";

    private static async Task<(int Code, string Text)> PythonAsync(LedgerFixture ledger, byte[] file, string? pem = null)
    {
        var path = Path.Combine(ledger.Data.Root, "export.wfl");
        var key = Path.Combine(ledger.Data.Root, "ledger.pub");
        await File.WriteAllBytesAsync(path, file, Cancel);
        await File.WriteAllTextAsync(key, pem ?? ledger.Key.PublicPem, Cancel);
        return await RunAsync(["python3", Script, path, key]);
    }

    private static async Task<(int Code, string Text)> RunAsync(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Cancel);
        var error = process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, await output + await error);
    }
}

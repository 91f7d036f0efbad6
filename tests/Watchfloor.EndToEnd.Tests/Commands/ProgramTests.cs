using System.Diagnostics;
using Watchfloor.Commands;
using Watchfloor.EndToEnd.Tests.Scanning;

namespace Watchfloor.EndToEnd.Tests.Commands;

/// <summary>The built program as a process of its own, its output in a pipe.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-program-");
    private readonly string _rule;

    public ProgramTests()
    {
        _rule = Path.Combine(_folder.FullName, "any.yml");
        File.WriteAllText(_rule, "title: Any\nlogsource: {product: linux}\ndetection: {s: {a: b}, condition: s}\n");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(ExitCode.Nothing, "rules", "check", "RULE")]
    [InlineData(ExitCode.Nothing, "rules", "list", "RULE")]
    [InlineData(ExitCode.Nothing, "rules", "list", "RULE", "--output", "ndjson")]
    [InlineData(ExitCode.Nothing, "--help")]
    [InlineData(ExitCode.WrongArguments, "rules", "check")]
    public async Task Program_InAPipe_EndsWithItsCodeAndWritesPlainText(int code, params string[] arguments)
    {
        using var process = Start(Path.Combine(AppContext.BaseDirectory, "watchfloor"), [.. arguments.Select(a => a == "RULE" ? _rule : a)]);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(code, process.ExitCode);
        Assert.Equal(code == ExitCode.WrongArguments, (await error).Length > 0);
        Assert.NotEmpty(output);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Explain_EventFromAPipe_IsRead()
    {
        var run = await ProgramRun.Behind(["bash", "-c", """printf '{"a":"b"}\n' | "$0" "$@" """],
            ["rules", "explain", _rule, "/dev/stdin", "--logsource", "product=linux"]);
        Assert.Equal(ExitCode.Found, run.Code);
        Assert.Contains("saw b", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WrongArguments_NobodyReadsWhy_AreStillWrong()
    {
        var run = await ProgramRun.Behind(["bash", "-c", """exec 3> >(exec true); wait $!; "$0" "$@" >&3 2>&1"""], ["scan", "--nonsense"]);
        Assert.Equal(ExitCode.WrongArguments, run.Code);
    }

    [Fact]
    public async Task Program_Interrupted_WritesWhatWasFoundAndSaysSo()
    {
        var cancel = TestContext.Current.CancellationToken;
        var pipe = Path.Combine(_folder.FullName, "log");
        await RunAsync("mkfifo", pipe);
        using var process = ProgramRun.StartBehind(ProgramRun.HearsInterrupts, "scan", pipe, "--rules", _rule, "--output", "ndjson", "--threads", "1",
            "--format", "json", "--logsource", "product=linux");
        var output = process.StandardOutput.ReadToEndAsync(cancel);
        string? said;
        await using (var log = new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
        {
            // A pipe holds 64 KiB: when all of this has gone in, the program has read two blocks and matched the first.
            var line = System.Text.Encoding.UTF8.GetBytes("{\"a\":\"b\",\"padding\":\"" + new string('x', 1_000) + "\"}\n");
            for (var i = 0; i < 3_000; i++) await log.WriteAsync(line, cancel);
            await RunAsync("kill", "-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture));
            do said = await process.StandardError.ReadLineAsync(cancel);
            while (said is not null && !said.StartsWith("stopping", StringComparison.Ordinal));
            // The block at hand is read to its end, and nothing behind it.
            await Assert.ThrowsAsync<IOException>(async () =>
            {
                for (var i = 0; i < 30_000; i++) await log.WriteAsync(line, cancel);
            });
        }

        Assert.NotNull(said);
        var summary = await process.StandardError.ReadToEndAsync(cancel);
        await process.WaitForExitAsync(cancel);
        Assert.Contains("Interrupted", summary, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Found, process.ExitCode);
        var lines = (await output).TrimEnd('\n').Split('\n');
        Assert.InRange(lines.Length, 1_000, 10_000);
        Assert.All(lines, l => Assert.EndsWith("]}", l, StringComparison.Ordinal));
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }
}

using System.Diagnostics;
using System.Globalization;
using Watchfloor.Commands;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>Scans that are stopped, and outputs that cannot take what is found.</summary>
public sealed class InterruptedOutputTests : IDisposable
{
    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Theory]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    public async Task Scan_StoppedWhileItWaitsForAPipe_EndsWithWhatWasFound(string signal)
    {
        var pipe = Path.Combine(_evidence.Logs, "pipe");
        await RunAsync("mkfifo", pipe);
        var first = _evidence.Log("first.json", "{\"a\":\"b\"}\n");
        using var process = ProgramRun.StartBehind(ProgramRun.HearsInterrupts, "scan", first, pipe, "--rules", _evidence.RuleFile("any.yml", Evidence.Rule),
            "--output", "ndjson", "--logsource", "product=linux", "--threads", "1");
        // Opening for writing waits until the program has opened the pipe for reading.
        await using var silent = new FileStream(pipe, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await RunAsync("kill", signal, process.Id.ToString(CultureInfo.InvariantCulture));
        var run = await ProgramRun.EndOf(process);
        Assert.Equal(ExitCode.Found, run.Code);
        Assert.Single(run.Findings);
        Assert.Contains("Interrupted", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_ReaderOfTheFindingsLeaves_EndsQuietly()
    {
        var log = _evidence.Log("many.json", string.Concat(Enumerable.Repeat("{\"a\":\"b\"}\n", 200_000)));
        using var process = ProgramRun.Start(Evidence.ScanArguments(log, _evidence.RuleFile("any.yml", Evidence.Rule)));
        Assert.StartsWith("{", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        process.StandardOutput.Close();
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(ExitCode.Found, process.ExitCode);
        // Had it read on, it would sum up what it read.
        Assert.Equal("", error);
    }

    [Theory]
    [InlineData("ndjson", "1")]
    [InlineData("ndjson", "2")]
    [InlineData("ndjson", "4")]
    [InlineData("table", "2")]
    [InlineData("html", "2")]
    public async Task Scan_DiskIsFull_SaysSo(string output, string threads)
    {
        var log = _evidence.Log("many.json", string.Concat(Enumerable.Repeat("{\"a\":\"b\"}\n", 10_000)));
        var run = await ProgramRun.Of("scan", log, "--rules", _evidence.RuleFile("any.yml", Evidence.Rule), "--logsource", "product=linux",
            "--output", output, "--threads", threads, "--out", "/dev/full");
        Assert.Equal(ExitCode.WrongArguments, run.Code);
        Assert.Contains("the output cannot be written: No space left", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RulesList_ReaderLeavesOrDiskIsFull_EndsWithoutATrace()
    {
        for (var i = 0; i < 3_000; i++) _evidence.RuleFile($"{i}.yml", Evidence.Rule + $"\nname: rule-{i}\n");
        var gone = await ProgramRun.Behind(["sh", "-c", "\"$@\" | head -n 1", "sh"], ["rules", "list", _evidence.Rules]);
        Assert.Equal("", gone.Error);
        var full = await ProgramRun.Behind(["sh", "-c", "exec \"$@\" > /dev/full", "sh"], ["rules", "list", _evidence.Rules]);
        Assert.Equal(ExitCode.WrongArguments, full.Code);
        Assert.Contains("the output cannot be written: No space left", full.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", full.Error, StringComparison.Ordinal);
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }
}

using System.Diagnostics;
using System.Runtime.Versioning;
using Watchfloor.Commands;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>Folders with what file systems hold beside files: each is named, and the files are still read, once.</summary>
[SupportedOSPlatform("linux")]
public sealed class HostileFolderTests : IDisposable
{
    private const string Hit = "{\"a\":\"b\"}\n";

    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Fact]
    public async Task Scan_LinksThatLeadBackUp_ReadEachFileOnce()
    {
        _evidence.Log("sub/one.json", Hit);
        File.CreateSymbolicLink(Path.Combine(_evidence.Logs, "sub", "up"), "..");
        File.CreateSymbolicLink(Path.Combine(_evidence.Logs, "again.json"), "sub/one.json");
        File.CreateSymbolicLink(Path.Combine(_evidence.Logs, "a-folder"), "sub");
        var run = await _evidence.Scan(_evidence.Logs);
        Assert.Equal(ExitCode.Found, run.Code);
        Assert.Equal(Path.Combine(_evidence.Logs, "sub", "one.json"), Assert.Single(run.Findings).GetProperty("log.file.path").GetString());
    }

    [Fact]
    public async Task Scan_LinksOutOfTheFolder_AreFollowed()
    {
        using var elsewhere = new Evidence();
        elsewhere.Log("deep/one.json", Hit);
        Directory.CreateSymbolicLink(Path.Combine(_evidence.Logs, "link"), elsewhere.Logs);
        var run = await _evidence.Scan(_evidence.Logs);
        Assert.Equal(Path.Combine(_evidence.Logs, "link", "deep", "one.json"), Assert.Single(run.Findings).GetProperty("log.file.path").GetString());
    }

    [Fact]
    public async Task Scan_PipesDevicesAndDeadLinks_AreNamedAndTheRestIsRead()
    {
        _evidence.Log("one.json", Hit);
        File.CreateSymbolicLink(Path.Combine(_evidence.Logs, "nowhere"), "not-there");
        File.CreateSymbolicLink(Path.Combine(_evidence.Logs, "round"), "round");
        File.CreateSymbolicLink(Path.Combine(_evidence.Logs, "zeros"), "/dev/zero");
        using (var mkfifo = Process.Start(new ProcessStartInfo("mkfifo", Path.Combine(_evidence.Logs, "pipe")))!)
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        var run = await _evidence.Scan(_evidence.Logs);
        Assert.Equal(ExitCode.Unreadable, run.Code);
        Assert.Single(run.Findings);
        Assert.All((string[])["nowhere: No such file", "round: Too many levels", "zeros: a pipe, socket or device", "pipe: a pipe, socket or device"],
            words => Assert.Contains(words, run.Error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scan_WhatMayNotBeRead_IsNamedAndTheRestIsRead()
    {
        _evidence.Log("one.json", Hit);
        File.SetUnixFileMode(_evidence.Log("secret.json", Hit), UnixFileMode.None);
        _evidence.Log("closed/two.json", Hit);
        var closed = Path.Combine(_evidence.Logs, "closed");
        File.SetUnixFileMode(closed, UnixFileMode.None);
        // The superuser may read everything, unless that right is taken away.
        string[] without = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : [];
        var run = await ProgramRun.Behind(without, Evidence.ScanArguments(_evidence.Logs, _evidence.RuleFile("any.yml", Evidence.Rule)));
        File.SetUnixFileMode(closed, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(ExitCode.Unreadable, run.Code);
        Assert.Single(run.Findings);
        Assert.Contains("secret.json", run.Error, StringComparison.Ordinal);
        Assert.Contains("closed", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ndjson")]
    [InlineData("table")]
    [InlineData("csv")]
    [InlineData("html")]
    public async Task Scan_NamesWithEscapesAndNewlines_StayOnTheirLine(string output)
    {
        _evidence.Log("a\u001b[31m\nb\r.json", Hit);
        _evidence.Log("c\u001b]0;x\u0007.bin", [0, 1, 2, 3]);
        var run = await ProgramRun.Of("scan", _evidence.Logs, "--rules", _evidence.RuleFile("any.yml", Evidence.Rule), "--logsource", "product=linux", "--output", output);
        Assert.Equal(ExitCode.Unreadable, run.Code);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        Assert.DoesNotContain('\u0007', run.Output + run.Error);
        Assert.DoesNotContain("\nb\r", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_PathsThatAreNotThere_AreNamedAndTheRestIsRead()
    {
        var run = await _evidence.Scan(_evidence.Log("one.json", Hit), Path.Combine(_evidence.Logs, "gone"));
        Assert.Equal(ExitCode.Unreadable, run.Code);
        Assert.Single(run.Findings);
        Assert.Contains("gone: No such file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_RulesFolderWithJunk_LoadsTheRulesAndRefusesTheRest()
    {
        _evidence.RuleFile("any.yml", Evidence.Rule);
        var junk = new byte[100_000];
        new Random(2).NextBytes(junk);
        await File.WriteAllBytesAsync(Path.Combine(_evidence.Rules, "junk.yml"), junk, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(Path.Combine(_evidence.Rules, "junk.bin"), junk, TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(_evidence.Rules, "dead.yml"), "not-there");
        File.CreateSymbolicLink(Path.Combine(_evidence.Rules, "round"), ".");
        using (var mkfifo = Process.Start(new ProcessStartInfo("mkfifo", Path.Combine(_evidence.Rules, "pipe.yml")))!)
            await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        var check = await ProgramRun.Of("rules", "check", _evidence.Rules);
        Assert.Equal(ExitCode.Found, check.Code);
        Assert.All((string[])["junk.yml", "dead.yml", "pipe.yml"], name => Assert.Contains(name, check.Output, StringComparison.Ordinal));
        Assert.DoesNotContain("junk.bin", check.Output, StringComparison.Ordinal);
        var scan = await ProgramRun.Of("scan", _evidence.Log("one.json", Hit), "--rules", _evidence.Rules, "--output", "ndjson", "--logsource", "product=linux");
        Assert.Equal(ExitCode.Found, scan.Code);
        Assert.Single(scan.Findings);
    }
}

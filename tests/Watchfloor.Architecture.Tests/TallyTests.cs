using System.Diagnostics;
using System.Runtime.Versioning;

namespace Watchfloor.Architecture.Tests;

/// <summary>The script that adds up test runs (<c>scripts/tally.sh</c>), with a made-up runner: what proves nothing must not pass.</summary>
[SupportedOSPlatform("linux")]
public sealed class TallyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void RunProject_AllPass_Passes() => AssertTally(Runner("passed='3'"), "3 passed, 0 failed", 0);

    [Fact]
    public void RunProject_TwoProjects_AreAddedUp() =>
        AssertTally(Runner("passed='3'", "A") + Runner("passed='4' failed='1'", "B", exit: 1), "7 passed, 1 failed", 1);

    [Fact]
    public void RunProject_FailedTest_Fails() => AssertTally(Runner("passed='3' failed='2'", exit: 1), "3 passed, 2 failed", 1);

    [Fact]
    public void RunProject_BrokenFixture_Fails() => AssertTally(Runner("passed='3' errors='1'", exit: 1), "3 passed, 1 failed", 1);

    [Fact]
    public void RunProject_NoTest_Fails() => AssertTally(Runner("total='0'"), "0 passed, 1 failed", 1);

    [Fact]
    public void RunProject_CrashWithoutResult_Fails() => AssertTally(Runner(null, exit: 134), "0 passed, 1 failed", 1);

    [Fact]
    public void RunProject_CrashAfterPassing_Fails() => AssertTally(Runner("passed='3'", exit: 134), "3 passed, 1 failed", 1);

    [Fact]
    public void RunProject_ResultOfAnEarlierRun_IsNotCounted()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "out/test-results"));
        File.WriteAllText(Path.Combine(_folder.FullName, "out/test-results/X.Tests.xml"), Result("passed='9'"));
        AssertTally(Runner(null, exit: 134), "0 passed, 1 failed", 1);
    }

    [Fact]
    public void AllowSkipped_AsManyAsAllowed_Passes() =>
        AssertTally(Runner("passed='3' skipped='1' not-run='1'") + "allow_skipped 2\n", "3 passed, 0 failed, 2 skipped", 0);

    [Fact]
    public void AllowSkipped_OneMore_Fails() =>
        AssertTally(Runner("passed='3' skipped='1' not-run='1'") + "allow_skipped 1\n", "3 passed, 1 failed, 2 skipped", 1);

    [Fact]
    public void RunCheck_Holds_Passes() => AssertTally("run_check true\n", "1 passed, 0 failed", 0);

    [Fact]
    public void RunCheck_DoesNotHold_Fails() => AssertTally("run_check false\n", "0 passed, 1 failed", 1);

    [Fact]
    public void Finish_RunBreaksOff_Fails() => AssertTally(Runner("passed='3'") + "false\n", "3 passed, 1 failed", 1);

    /// <summary>Puts a runner into a project's place that writes this result; gives the line of script that runs it.</summary>
    private string Runner(string? counts, string project = "X", int exit = 0)
    {
        var bin = Directory.CreateDirectory(Path.Combine(_folder.FullName, $"{project}.Tests/bin/Release/net10.0"));
        var runner = Path.Combine(bin.FullName, project + ".Tests");
        var write = counts is null ? "" : $"echo \"{Result(counts).Replace("\"", "\\\"", StringComparison.Ordinal)}\" > \"${{@: -1}}\"";
        File.WriteAllText(runner, $"#!/bin/bash\n{write}\nexit {exit}\n");
        File.SetUnixFileMode(runner, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return $"run_project {project}.Tests\n";
    }

    private static string Result(string counts)
    {
        string[] names = ["total", "passed", "failed", "errors", "skipped", "not-run"];
        var given = counts.Split(' ').Select(c => c.Split('=')).ToDictionary(c => c[0], c => c[1].Trim('\''));
        var attributes = names.Select(n => $"{n}=\"{given.GetValueOrDefault(n, n == "total" ? "5" : "0")}\"");
        return $"<assemblies><assembly name=\"x\" {string.Join(' ', attributes)}><collection total=\"1\" /></assembly></assemblies>";
    }

    private void AssertTally(string script, string lastLine, int exitCode)
    {
        var start = new ProcessStartInfo("bash", ["-euo", "pipefail", "-c", $". '{Repository.Absolute("scripts/tally.sh")}'\n{script}"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = _folder.FullName,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(lastLine, output.TrimEnd().Split('\n')[^1]);
        Assert.Equal(exitCode, process.ExitCode);
    }
}

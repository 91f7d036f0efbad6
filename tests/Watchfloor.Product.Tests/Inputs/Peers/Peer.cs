using System.Collections.Concurrent;
using System.Diagnostics;
using Watchfloor.Engine.Tests;

namespace Watchfloor.Product.Tests.Inputs.Peers;

/// <summary>A real sender: another program, started for one test in a folder of its own and stopped by its process.</summary>
internal sealed class Peer : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private Peer(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(Lines, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it has printed.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>What it has complained of.</summary>
    public string Errors => string.Join('\n', _errors.TakeLast(20));

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts a program of <c>tests/peers</c>.</summary>
    public static Peer Node(string script, params string[] arguments)
    {
        var folder = Path.Combine(Repository.Root, "tests", "peers");
        Require(Directory.Exists(Path.Combine(folder, "node_modules")), "the senders of tests/peers are not installed: run ./dev test");
        return Start("node", [Path.Combine(folder, script), .. arguments]);
    }

    /// <summary>Starts a program.</summary>
    public static Peer Start(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        try
        {
            return new Peer(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            Require(false, $"{program} cannot be started ({e.Message}): a package of tests/debian-packages.txt is missing");
            throw;
        }
    }

    /// <summary>Skips the test where something is missing, except on the build server, where it fails.</summary>
    public static void Require(bool isThere, string message)
    {
        if (isThere) return;
        if (Environment.GetEnvironmentVariable("CI") is not null) Assert.Fail(message);
        Assert.Skip(message);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null) lines.Enqueue(line);
    }
}

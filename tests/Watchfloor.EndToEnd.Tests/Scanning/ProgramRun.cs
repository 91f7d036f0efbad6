using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>The built program as a process of its own, as users start it.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">What it wrote.</param>
/// <param name="Error">What it said.</param>
/// <param name="PeakBytes">The most memory it held at once, as the kernel counts it.</param>
internal sealed record ProgramRun(int Code, string Output, string Error, long PeakBytes)
{
    /// <summary>Longer than any run takes on a slow machine; a program that hangs is killed here.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "watchfloor");

    /// <summary>The output's lines, each an object.</summary>
    public IReadOnlyList<JsonElement> Findings { get; } =
        Output.StartsWith('{') ? [.. Output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)] : [];

    /// <summary>Runs it to its end.</summary>
    public static Task<ProgramRun> Of(params string[] arguments) => EndOf(Start(arguments));

    /// <summary>Runs it behind other programs that set the stage.</summary>
    public static Task<ProgramRun> Behind(string[] others, string[] arguments) => EndOf(StartBehind(others, arguments));

    /// <summary>A shell lets what it starts in the background ignore Ctrl-C, and all that starts from there: these tests, perhaps.</summary>
    public static string[] HearsInterrupts { get; } = ["env", "--default-signal=INT"];

    public static Process Start(params string[] arguments) => StartAny([Path, .. arguments]);

    public static Process StartBehind(string[] others, params string[] arguments) => StartAny([.. others, Path, .. arguments]);

    private static Process StartAny(string[] line)
    {
        var start = new ProcessStartInfo(line[0]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in line.Skip(1)) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Waits for the end of a run.</summary>
    public static async Task<ProgramRun> EndOf(Process process)
    {
        using var owned = process;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_patience);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var peak = 0L;
        try
        {
            // The kernel keeps the peak, so that only what comes in the last moments can be missed.
            while (!process.HasExited)
            {
                peak = Math.Max(peak, await PeakOf(process.Id, limit.Token));
                await Task.Delay(20, limit.Token);
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail("The program hangs. It said: " + await error);
        }

        return new ProgramRun(process.ExitCode, await output, await error, peak);
    }

    private static async Task<long> PeakOf(int process, CancellationToken cancel)
    {
        try
        {
            var status = await File.ReadAllLinesAsync($"/proc/{process}/status", cancel);
            var peak = status.FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return peak is null ? 0 : long.Parse(peak.AsSpan("VmHWM:".Length, peak.Length - "VmHWM:".Length - 2), NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture) * 1_024;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}

using System.Text;
using Watchfloor.Platform.Log;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestPipelineStartup(typeof(Watchfloor.Platform.Tests.Log.KilledChild))]

namespace Watchfloor.Platform.Tests.Log;

/// <summary>
/// This test program started as a child: appends numbered entries until it is killed, and writes each acknowledged number to its output.
/// </summary>
public sealed class KilledChild : ITestPipelineStartup
{
    public const string Variable = "WATCHFLOOR_TEST_LOG_CHILD";

    /// <summary>Does the child's work instead of running tests when the environment asks for it, as <c>first number:folder</c>.</summary>
    public async ValueTask StartAsync(IMessageSink diagnosticMessageSink)
    {
        Store.ReplayTests.RunAsChild();
        if (Environment.GetEnvironmentVariable(Variable)?.Split(':', 2) is [var first, var folder]) await RunAsync(int.Parse(first), folder);
    }

    public ValueTask StopAsync() => ValueTask.CompletedTask;

    private static async Task RunAsync(int number, string folder)
    {
        await using var log = SegmentLog.Open(folder, Entries.Small, TimeProvider.System);
        using var output = Console.OpenStandardOutput();
        var waiting = new Queue<(int Number, Task<AppendResult> Answer)>();
        for (; ; number++)
        {
            waiting.Enqueue((number, log.AppendAsync(Entries.Make(number, number * 131 % 5000), CancellationToken.None).AsTask()));
            if (waiting.Count < 64) continue;
            var (oldest, answer) = waiting.Dequeue();
            var result = await answer;
            if (result.IsDurable) output.Write(Encoding.ASCII.GetBytes($"{oldest} {result.Offset}\n"));
        }
    }
}

using System.Runtime.CompilerServices;
using System.Text;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

/// <summary>
/// This test program started as a child: appends numbered entries until it is killed, and writes each acknowledged number to its output.
/// </summary>
internal static class KilledChild
{
    public const string Variable = "WATCHFLOOR_TEST_LOG_CHILD";

    /// <summary>Does the child's work instead of running tests when the environment asks for it, as <c>first number:folder</c>.</summary>
    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(':', 2) is not [var first, var folder]) return;
        RunAsync(int.Parse(first), folder).GetAwaiter().GetResult();
        Environment.Exit(0);
    }

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

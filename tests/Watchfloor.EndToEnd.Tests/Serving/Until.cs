using System.Diagnostics;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>Waiting for what must come.</summary>
internal static class Until
{
    /// <summary>Asks until the answer is yes, with the patience of a slow machine.</summary>
    /// <param name="isTrue">The question.</param>
    /// <param name="failure">What is wrong when the answer stays no.</param>
    public static async Task TrueAsync(Func<Task<bool>> isTrue, Func<string> failure)
    {
        var started = Stopwatch.StartNew();
        while (!await isTrue())
        {
            Assert.True(started.Elapsed < ServerProcess.Patience, failure());
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}

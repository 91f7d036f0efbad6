namespace Watchfloor.Product.Tests.Inputs.Fakes;

/// <summary>Waits for what must come, without saying how soon.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<bool> condition, Func<string>? what = null) => TrueAsync(() => Task.FromResult(condition()), what);

    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string>? what = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, what?.Invoke() ?? "it never came to be");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

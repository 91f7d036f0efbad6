namespace Watchfloor.Engine.Tests;

/// <summary>Waits for what must come, without saying how soon: the deadline is for a hanging test only.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <param name="condition">Asked again and again until it is true.</param>
    /// <param name="failure">What to say when it stays false.</param>
    public static Task TrueAsync(Func<bool> condition, Func<string>? failure = null) => TrueAsync(() => Task.FromResult(condition()), failure);

    /// <inheritdoc cref="TrueAsync(Func{bool}, Func{string}?)"/>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string>? failure = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, failure?.Invoke() ?? "it never came to be");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

namespace Watchfloor.Product.Tests.Hosting;

/// <summary>A clock that runs from the time it was set to; timers run as ever.</summary>
internal sealed class SetClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _set = start;
    private long _since = System.GetTimestamp();

    /// <summary>Sets it again.</summary>
    public void Set(DateTimeOffset now) => (_set, _since) = (now, System.GetTimestamp());

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _set + System.GetElapsedTime(_since);
}

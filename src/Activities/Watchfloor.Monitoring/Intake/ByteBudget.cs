namespace Watchfloor.Monitoring.Intake;

/// <summary>A bound on bytes held at once. Any thread.</summary>
/// <param name="most">The bound.</param>
internal sealed class ByteBudget(long most)
{
    private long _held;

    /// <summary>How many bytes are held.</summary>
    public long Held => Interlocked.Read(ref _held);

    /// <summary>Takes bytes if they fit. What is larger than the bound fits when nothing else is held.</summary>
    public bool TryTake(long bytes)
    {
        var held = Interlocked.Add(ref _held, bytes);
        if (held <= most || held == bytes) return true;
        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _held, -bytes);
}

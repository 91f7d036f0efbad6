namespace Watchfloor.Platform.Ledger;

/// <summary>The last position that this process knows to be sealed, for those who wait for the next.</summary>
public sealed class LedgerHead
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The last position; 0 before the first entry.</summary>
    public long Position { get; private set; }

    /// <summary>Waits until a position is sealed.</summary>
    public async Task WaitForPositionAsync(long position, CancellationToken cancellation)
    {
        while (true)
        {
            Task news;
            lock (_lock)
            {
                if (Position >= position) return;
                news = _news.Task;
            }

            await news.WaitAsync(cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Says that everything up to a position is sealed.</summary>
    internal void Advance(long position)
    {
        lock (_lock)
        {
            if (position <= Position) return;
            Position = position;
            _news.SetResult();
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}

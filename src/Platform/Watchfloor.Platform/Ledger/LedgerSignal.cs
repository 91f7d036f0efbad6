namespace Watchfloor.Platform.Ledger;

/// <summary>Tells the sealer of this process that entries were committed, so that it need not wait for its next look.</summary>
internal sealed class LedgerSignal : IDisposable
{
    private readonly SemaphoreSlim _news = new(0, 1);

    /// <summary>Says that there is something to seal.</summary>
    public void Raise()
    {
        try
        {
            if (_news.CurrentCount == 0) _news.Release();
        }
        // Two raised it at once: one is enough.
        catch (SemaphoreFullException)
        {
        }
    }

    /// <summary>Waits until it is raised, at most so long.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellation) => _news.WaitAsync(atMost, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _news.Dispose();
}

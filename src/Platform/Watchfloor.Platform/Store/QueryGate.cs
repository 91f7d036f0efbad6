namespace Watchfloor.Platform.Store;

/// <summary>Lets a few queries run at once and a few more wait for a while.</summary>
internal sealed class QueryGate(EventStoreOptions options) : IDisposable
{
    private readonly SemaphoreSlim _places = new(options.Queries);
    private int _waiting;

    /// <summary>Takes a place; false when none came free in time or too many wait.</summary>
    public async Task<bool> EnterAsync(CancellationToken cancellation)
    {
        if (await _places.WaitAsync(TimeSpan.Zero, cancellation).ConfigureAwait(false)) return true;
        if (Interlocked.Increment(ref _waiting) > options.WaitingQueries)
        {
            Interlocked.Decrement(ref _waiting);
            return false;
        }

        try
        {
            return await _places.WaitAsync(options.QueryWait, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => _places.Release();

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();
}

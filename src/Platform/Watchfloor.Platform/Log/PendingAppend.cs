namespace Watchfloor.Platform.Log;

/// <summary>An entry on its way to the disk, and its caller who waits.</summary>
internal sealed class PendingAppend
{
    private const int Queued = 0, Taken = 1, Withdrawn = 2, InDoubt = 3;

    private readonly TaskCompletionSource<AppendResult> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private int _state;

    public PendingAppend(LogEntry entry, CancellationToken cancellation)
    {
        Entry = entry;
        _cancellation = cancellation;
        _registration = cancellation.UnsafeRegister(static me => ((PendingAppend)me!).Cancel(), this);
    }

    /// <summary>The entry. Its payload is used only while it is queued or taken.</summary>
    public LogEntry Entry { get; }

    /// <summary>The bytes of its frame.</summary>
    public long Size => FrameHeader.SizeOf(Entry.Payload.Length);

    /// <summary>The answer.</summary>
    public Task<AppendResult> Answer => _answer.Task;

    /// <summary>Whether its caller gave it up before it was taken.</summary>
    public bool IsWithdrawn => Volatile.Read(ref _state) == Withdrawn;

    /// <summary>Takes it to write it; false when its caller withdrew it before.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued;

    /// <summary>Answers the caller.</summary>
    public void Complete(AppendResult result)
    {
        _registration.Unregister();
        _answer.TrySetResult(result);
    }

    /// <summary>Tells the caller that there is no answer.</summary>
    public void Fail(Exception exception)
    {
        _registration.Unregister();
        _answer.TrySetException(exception);
    }

    /// <summary>The payload is done with, but the answer must wait. From here on the caller may give up.</summary>
    public void Doubt()
    {
        Interlocked.Exchange(ref _state, InDoubt);
        if (_cancellation.IsCancellationRequested) _answer.TrySetCanceled(_cancellation);
    }

    /// <summary>The payload must not change while it is being written, so a taken entry's caller waits.</summary>
    private void Cancel()
    {
        if (Interlocked.CompareExchange(ref _state, Withdrawn, Queued) is Queued or InDoubt) _answer.TrySetCanceled(_cancellation);
    }
}

namespace Watchfloor.Monitoring.Intake;

/// <summary>
/// The keys of what was taken in the last minutes, and of what is being written now. Of several sendings under one key the first is
/// written and the others wait for what becomes of it. Any thread.
/// </summary>
/// <param name="time">Measures how old a key is; steps of the wall clock do not matter.</param>
/// <param name="span">How long a key is remembered at least, as long as there is room.</param>
/// <param name="most">How many keys are remembered.</param>
internal sealed class KeyWindow(TimeProvider time, TimeSpan span, int most)
{
    private readonly Lock _lock = new();

    // A task: being written. Null: on disk.
    private readonly Dictionary<UInt128, Task?> _keys = [];
    private readonly Queue<(long Taken, UInt128[] Keys)> _ages = new();
    private int _aged;

    /// <summary>How many keys are remembered.</summary>
    public int Count
    {
        get { lock (_lock) return _keys.Count; }
    }

    /// <summary>How many keys were forgotten before their time because there were too many.</summary>
    public long ForgottenEarly { get; private set; }

    /// <summary>Takes the keys that are new, all at once; waits first while any of them is being written by another.</summary>
    /// <param name="keys">The keys in order; zero stands for none and is always new.</param>
    public async Task<KeyClaim> ClaimAsync(IReadOnlyList<UInt128> keys)
    {
        while (true)
        {
            // Nothing is held while waiting, so two sendings cannot wait for each other.
            if (TryClaim(keys, out var claim) is not { } pending) return claim!;
            await pending.ConfigureAwait(false);
        }
    }

    /// <summary>Remembers keys that are on disk, such as those read from the log at the start.</summary>
    public void Remember(IReadOnlyList<UInt128> keys)
    {
        lock (_lock)
        {
            var added = keys.Where(key => key != 0 && _keys.TryAdd(key, null)).ToArray();
            Age(added);
        }
    }

    private Task? TryClaim(IReadOnlyList<UInt128> keys, out KeyClaim? claim)
    {
        claim = null;
        lock (_lock)
        {
            Expire();
            foreach (var key in keys)
                if (key != 0 && _keys.TryGetValue(key, out var pending) && pending is not null)
                    return pending;
            var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var fresh = new bool[keys.Count];
            for (var i = 0; i < fresh.Length; i++) fresh[i] = keys[i] == 0 || _keys.TryAdd(keys[i], written.Task);
            claim = new KeyClaim(this, keys, fresh, written);
            return null;
        }
    }

    /// <summary>Says what became of claimed keys.</summary>
    internal void Settle(KeyClaim claim, Func<int, bool> isOnDisk)
    {
        lock (_lock)
        {
            var taken = new List<UInt128>();
            for (var i = 0; i < claim.Fresh.Length; i++)
            {
                if (!claim.Fresh[i] || claim.Keys[i] == 0) continue;
                if (isOnDisk(i))
                {
                    _keys[claim.Keys[i]] = null;
                    taken.Add(claim.Keys[i]);
                }
                else
                {
                    _keys.Remove(claim.Keys[i]);
                }
            }

            Age([.. taken]);
        }
    }

    private void Age(UInt128[] keys)
    {
        if (keys.Length == 0) return;
        _ages.Enqueue((time.GetTimestamp(), keys));
        _aged += keys.Length;
        Expire();
    }

    private void Expire()
    {
        while (_ages.TryPeek(out var oldest))
        {
            var old = time.GetElapsedTime(oldest.Taken) >= span;
            // The newest group stays even if it alone is too large: it is what a retry asks for next.
            if (!old && (_aged <= most || _ages.Count == 1)) return;
            _ages.Dequeue();
            _aged -= oldest.Keys.Length;
            if (!old) ForgottenEarly += oldest.Keys.Length;
            foreach (var key in oldest.Keys) _keys.Remove(key);
        }
    }
}

/// <summary>Keys that one sending has taken for itself until it is settled.</summary>
internal sealed class KeyClaim(KeyWindow window, IReadOnlyList<UInt128> keys, bool[] fresh, TaskCompletionSource written)
{
    /// <summary>All keys of the sending.</summary>
    public IReadOnlyList<UInt128> Keys => keys;

    /// <summary>For each key: true when it is new, false when it was taken before (or twice in this sending).</summary>
    public bool[] Fresh => fresh;

    /// <summary>Says what became of it: keys on disk are remembered, the others are free again; then those who waited go on.</summary>
    /// <param name="isOnDisk">Whether the record of a key, by its index, is on disk.</param>
    public void Settle(Func<int, bool> isOnDisk)
    {
        window.Settle(this, isOnDisk);
        written.SetResult();
    }
}

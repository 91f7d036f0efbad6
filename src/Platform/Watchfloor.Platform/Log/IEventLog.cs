namespace Watchfloor.Platform.Log;

/// <summary>
/// The one way in for everything that decides: batches of events and control entries, in one order, durable before they are acknowledged.
/// </summary>
public interface IEventLog : IAsyncDisposable
{
    /// <summary>The offset of the oldest entry kept.</summary>
    long Start { get; }

    /// <summary>The offset after the newest entry that is on disk. What lies before it will be read again after a crash.</summary>
    long End { get; }

    /// <summary>The share of the quota in use, 0 to 1. At 0.9 entries are refused.</summary>
    double Fullness { get; }

    /// <summary>Stretches of the log that were found damaged when it was opened, or that could not be read since.</summary>
    IReadOnlyList<LogDamage> Damage { get; }

    /// <summary>Appends an entry. Completes once it is on disk (after fsync), never before.</summary>
    /// <returns>Where it stands, or why it was refused. A refused entry is not in the log and will not be.</returns>
    /// <remarks>Any thread. Cancelling withdraws an entry that still waits; one that is being written is waited for.</remarks>
    /// <exception cref="ArgumentException">The payload is longer than the log takes.</exception>
    /// <exception cref="IOException">The log was closed while its disk gave errors: whether the entry is in it shows when it is opened.</exception>
    ValueTask<AppendResult> AppendAsync(LogEntry entry, CancellationToken cancellation);

    /// <summary>A reader from an offset on, for one thread. It sees only what is on disk.</summary>
    /// <param name="from">An entry's offset, <see cref="Start"/>, or <see cref="End"/>; between entries or before the start: the next entry; beyond the end: the next appended.</param>
    ILogReader Read(long from);

    /// <summary>Says that nothing before an offset is needed any more. Space is returned in whole segments.</summary>
    void Release(long before);
}

/// <summary>Reads entries in order.</summary>
public interface ILogReader : IDisposable
{
    /// <summary>The offset of the next entry.</summary>
    long Position { get; }

    /// <summary>Reads the next entry if there is one on disk. Its payload is valid until the next call.</summary>
    bool TryRead(out LogFrame frame);

    /// <summary>Waits until there is something to read.</summary>
    ValueTask WaitAsync(CancellationToken cancellation);
}

/// <summary>An entry to append.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="ReceivedMs">When it was received, in milliseconds since 1970 UTC.</param>
/// <param name="Payload">The content; not copied, so it must not change until the append completes.</param>
public readonly record struct LogEntry(LogEntryKind Kind, long ReceivedMs, ReadOnlyMemory<byte> Payload);

/// <summary>An entry as it stands in the log.</summary>
/// <param name="Offset">Its offset.</param>
/// <param name="Next">The offset of the one after it.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="ReceivedMs">When it was received, in milliseconds since 1970 UTC.</param>
/// <param name="Payload">The content.</param>
public readonly record struct LogFrame(long Offset, long Next, LogEntryKind Kind, long ReceivedMs, ReadOnlyMemory<byte> Payload);

/// <summary>What an entry holds. The numbers stand in files.</summary>
public enum LogEntryKind : byte
{
    /// <summary>Events of one source: a <see cref="BatchEntry"/>.</summary>
    Batch = 1,

    /// <summary>A change of what decides, such as the rule set.</summary>
    Control = 2,
}

/// <summary>What became of an append.</summary>
/// <param name="Outcome">Whether it is in the log.</param>
/// <param name="Offset">Its offset when it is.</param>
public readonly record struct AppendResult(AppendOutcome Outcome, long Offset)
{
    /// <summary>True when the entry is on disk.</summary>
    public bool IsDurable => Outcome == AppendOutcome.Durable;
}

/// <summary>Whether an entry is in the log.</summary>
public enum AppendOutcome
{
    /// <summary>It is on disk.</summary>
    Durable,

    /// <summary>The quota or the disk is full; try again later.</summary>
    Full,

    /// <summary>Too many entries wait to be written; try again later.</summary>
    Busy,

    /// <summary>The disk gave an error. The entry is not in the log and will not be; earlier ones are not touched.</summary>
    Failed,
}

/// <summary>A stretch of the log that cannot be read.</summary>
/// <param name="From">The first offset.</param>
/// <param name="To">The offset after the last.</param>
/// <param name="Reason">What was seen.</param>
public sealed record LogDamage(long From, long To, string Reason);

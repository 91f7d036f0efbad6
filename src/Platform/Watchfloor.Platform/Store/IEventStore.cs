using Watchfloor.Contracts.Errors;
using Watchfloor.Platform.Store.Hunting;

namespace Watchfloor.Platform.Store;

/// <summary>Every event that was kept, to be searched. Any thread.</summary>
public interface IEventStore
{
    /// <summary>
    /// Starts a query. Its rows come as they are read; disposing of the answer ends it. What the writer has not committed is not seen.
    /// </summary>
    /// <returns>The rows, or why there are none: the filter is wrong (with its place), or too many queries run.</returns>
    Task<Result<EventRows>> QueryAsync(EventQuery query, CancellationToken cancellation);

    /// <summary>Answers a question in the query language, whole.</summary>
    /// <returns>The rows, or why there are none: the query is wrong (with its place), too large, or too many run.</returns>
    Task<Result<EventRows>> HuntAsync(HuntQuery query, CancellationToken cancellation);

    /// <summary>One event with its raw form, or null.</summary>
    Task<Result<StoredEvent?>> FindAsync(EventId id, CancellationToken cancellation);

    /// <summary>The files, for people who look after the disk.</summary>
    IReadOnlyList<StoredFile> Files();
}

/// <summary>What is asked of the events.</summary>
public sealed record EventQuery
{
    /// <summary>The most rows that a query gives.</summary>
    public const int MaxLimit = 1_000_000;

    /// <summary>The least time, inclusive; null: the oldest.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which events are; null: the newest.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Which of its times an event is asked for.</summary>
    public EventTime Time { get; init; } = EventTime.Event;

    /// <summary>The filter: the expression of a Kusto <c>where</c>; null: every event.</summary>
    public string? Where { get; init; }

    /// <summary>The columns and fields wanted; empty: all columns that have a value, without the raw form.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The most rows.</summary>
    public int Limit { get; init; } = 1_000;

    /// <summary>True: newest first; false: oldest first.</summary>
    public bool NewestFirst { get; init; } = true;
}

/// <summary>The two times of an event.</summary>
public enum EventTime
{
    /// <summary>When it happened, as it says itself.</summary>
    Event,

    /// <summary>When it was received.</summary>
    Received,
}

/// <summary>The rows of a query on their way. Dispose of it to end the query.</summary>
/// <param name="rows">The rows, each a JSON object in UTF-8 without a line end; valid until the next is asked for.</param>
/// <param name="end">Ends the query.</param>
public sealed class EventRows(IAsyncEnumerable<ReadOnlyMemory<byte>> rows, Action end) : IAsyncDisposable
{
    private Action? _end = end;

    /// <summary>The rows, each a JSON object in UTF-8 without a line end; valid until the next is asked for.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> Rows => rows;

    /// <summary>What the asker should know: days that could not be read, names that no event has.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The names of the columns, in their order, where the question decides them.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Interlocked.Exchange(ref _end, null)?.Invoke();
        return ValueTask.CompletedTask;
    }
}

/// <summary>An event as it is kept.</summary>
/// <param name="Json">All columns that have a value, as a JSON object in UTF-8.</param>
/// <param name="Raw">The record as it was received; for JSON, the fields as one flat object.</param>
public sealed record StoredEvent(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Raw);

/// <summary>A file of the store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Day">The UTC day on which its events were received.</param>
/// <param name="Retention">Their retention class.</param>
/// <param name="Rows">How many events it holds.</param>
/// <param name="Bytes">What it takes on disk.</param>
/// <param name="Damage">Why it cannot be read, or null.</param>
public sealed record StoredFile(string Name, DateOnly Day, string Retention, long Rows, long Bytes, string? Damage);

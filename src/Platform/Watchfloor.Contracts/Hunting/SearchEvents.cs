using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Hunting;

/// <summary>Asks for the events of a range that meet a filter.</summary>
public sealed record SearchEvents : IRequest<EventSearch>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.EventsRead;

    /// <summary>The least time, inclusive; null: the oldest.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The time before which events are; null: the newest.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Which time is asked for: <c>event</c> (default) or <c>received</c>.</summary>
    public string? Time { get; init; }

    /// <summary>The filter, as in a Kusto <c>where</c>; null: every event.</summary>
    public string? Where { get; init; }

    /// <summary>A query of the Kusto Query Language instead of <see cref="Where"/>, <see cref="Columns"/>, <see cref="Order"/> and <see cref="Time"/>.</summary>
    public string? Kql { get; init; }

    /// <summary>The most rows; null: 1,000, and 10,000 of a query.</summary>
    public int? Limit { get; init; }

    /// <summary>The columns and fields wanted; empty or null: all columns that have a value.</summary>
    public IReadOnlyList<string>? Columns { get; init; }

    /// <summary><c>newest</c> first (default) or <c>oldest</c>.</summary>
    public string? Order { get; init; }
}

/// <summary>The events on their way. Dispose of it to end the search.</summary>
public sealed class EventSearch(IAsyncEnumerable<ReadOnlyMemory<byte>> rows, IReadOnlyList<string> warnings, IAsyncDisposable owner) : IAsyncDisposable
{
    /// <summary>The names of the columns, in their order, where a query decides them.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>A JSON object in UTF-8 for each event; valid until the next is asked for.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>> Rows => rows;

    /// <summary>What the asker should know, such as days that cannot be read.</summary>
    public IReadOnlyList<string> Warnings => warnings;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => owner.DisposeAsync();
}

/// <summary>Asks for one event.</summary>
/// <param name="Id">Its id: 32 hexadecimal digits.</param>
public sealed record GetEvent(string Id) : IRequest<EventDetail>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.EventsRead;
}

/// <summary>An event.</summary>
/// <param name="Json">All columns that have a value, as a JSON object in UTF-8.</param>
/// <param name="Raw">The record as it was received; for JSON, its fields as one flat object.</param>
public sealed record EventDetail(ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Raw);

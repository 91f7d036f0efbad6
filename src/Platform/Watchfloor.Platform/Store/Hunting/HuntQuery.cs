namespace Watchfloor.Platform.Store.Hunting;

/// <summary>A question in the Kusto Query Language.</summary>
public sealed record HuntQuery
{
    /// <summary>The query.</summary>
    public required string Kql { get; init; }

    /// <summary>The least event time that the tables show, inclusive; null: the oldest.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The event time before which the tables end; null: the newest.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The most rows.</summary>
    public int Limit { get; init; } = 10_000;
}

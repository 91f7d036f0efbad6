namespace Watchfloor.Contracts.Ledger;

/// <summary>An entry that a subscriber could not handle.</summary>
public sealed record DeadLetter
{
    /// <summary>Its id (UUIDv7).</summary>
    public required string Id { get; init; }

    /// <summary>Who could not handle it.</summary>
    public required string Subscriber { get; init; }

    /// <summary>The entry's position.</summary>
    public required long Position { get; init; }

    /// <summary>The entry's type.</summary>
    public required string Type { get; init; }

    /// <summary>What went wrong last.</summary>
    public required string Error { get; init; }

    /// <summary>How often it was tried.</summary>
    public required int Attempts { get; init; }

    /// <summary>When it was given up.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>How a subscriber fares.</summary>
public sealed record SubscriberStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The last position it has handled.</summary>
    public required long Position { get; init; }

    /// <summary>How many sealed entries it has yet to handle.</summary>
    public required long Behind { get; init; }

    /// <summary>What went wrong last; null: nothing since it last moved on.</summary>
    public string? LastError { get; init; }
}

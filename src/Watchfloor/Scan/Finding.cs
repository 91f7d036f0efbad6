using Watchfloor.Sigma;

namespace Watchfloor.Scan;

/// <summary>One rule that matched one event, or one correlation that came about.</summary>
internal sealed record Finding
{
    /// <summary>The event's own time in UTC, or null when it carries none. For a correlation, the time of its last member.</summary>
    public required DateTimeOffset? Timestamp { get; init; }

    /// <summary>The rule that matched. All findings of a rule share one instance.</summary>
    public required FindingRule Rule { get; init; }

    /// <summary>The host the event is about, or null.</summary>
    public string? Host { get; init; }

    /// <summary>The file the event was read from; <c>archive!member</c> inside an archive.</summary>
    public required string File { get; init; }

    /// <summary>Where the record begins in the file or member, in bytes.</summary>
    public required long Offset { get; init; }

    /// <summary>The record's number in a Windows event log, or null for other formats.</summary>
    public ulong? RecordId { get; init; }

    /// <summary>Why the rule matched; empty for a correlation.</summary>
    public IReadOnlyList<FieldMatch> Matches { get; init; } = [];

    /// <summary>The whole event as one JSON object in UTF-8, or null when it was not asked for.</summary>
    public byte[]? EventJson { get; init; }

    /// <summary>The events that a correlation joined, in the order of their times; empty for a plain rule.</summary>
    public IReadOnlyList<FindingMember> Members { get; init; } = [];
}

/// <summary>One event of a correlation.</summary>
/// <param name="File">As <see cref="Finding.File"/>.</param>
/// <param name="Offset">As <see cref="Finding.Offset"/>.</param>
/// <param name="Timestamp">As <see cref="Finding.Timestamp"/>.</param>
internal readonly record struct FindingMember(string File, long Offset, DateTimeOffset? Timestamp);

/// <summary>What outputs say about a rule.</summary>
internal sealed class FindingRule
{
    /// <summary>The rule's id; its title when it has none.</summary>
    public required string Id { get; init; }

    /// <summary>The rule's title.</summary>
    public required string Title { get; init; }

    /// <summary>How bad a match is.</summary>
    public required RuleLevel Level { get; init; }

    /// <summary>The file the rule was loaded from.</summary>
    public required string Path { get; init; }

    /// <summary>The maturity its author claims, such as <c>stable</c>, or null.</summary>
    public string? Status { get; init; }

    /// <summary>The tags, such as <c>attack.t1059.001</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>What the rule is about, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Harmless causes that its author knows of.</summary>
    public IReadOnlyList<string> FalsePositives { get; init; } = [];

    /// <summary>Where to read more.</summary>
    public IReadOnlyList<string> References { get; init; } = [];
}

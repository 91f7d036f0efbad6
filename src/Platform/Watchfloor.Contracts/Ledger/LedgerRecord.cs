using System.Text.Json;

namespace Watchfloor.Contracts.Ledger;

/// <summary>A sealed entry of the ledger.</summary>
public sealed record LedgerRecord
{
    /// <summary>Its place: 1, 2, 3 and so on without a gap.</summary>
    public required long Position { get; init; }

    /// <summary>Its id (UUIDv7).</summary>
    public required string Id { get; init; }

    /// <summary>What happened, such as <c>user.signed_in</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who did it: kind and id, such as <c>user:0197…</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>What it happened to: an id, or empty.</summary>
    public required string Subject { get; init; }

    /// <summary>The space it belongs to.</summary>
    public required string Space { get; init; }

    /// <summary>Who may see it; empty: whoever may read the ledger.</summary>
    public required string Scope { get; init; }

    /// <summary>The details; null once they have been erased.</summary>
    public JsonElement? Payload { get; init; }
}

/// <summary>Which entries are wanted.</summary>
public sealed record LedgerFilter
{
    /// <summary>Everything.</summary>
    public static LedgerFilter All { get; } = new();

    /// <summary>Types, or beginnings such as <c>user.*</c>; empty: all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>What it happened to; null: anything.</summary>
    public string? Subject { get; init; }
}

using System.Text.Json;
using Watchfloor.Contracts.Access;

namespace Watchfloor.Platform.Ledger;

/// <summary>A fact to record. The header (all but the payload) is hashed and kept for ever, so it holds ids and no names or free text.</summary>
public sealed record LedgerEntry
{
    /// <summary>What happened, such as <c>user.signed_in</c>: room's thing, dot, past tense.</summary>
    public required string Type { get; init; }

    /// <summary>Who did it.</summary>
    public required Actor Actor { get; init; }

    /// <summary>What it happened to, such as an alert's id; empty: nothing in particular.</summary>
    public string Subject { get; init; } = "";

    /// <summary>The space it belongs to.</summary>
    public string Space { get; init; } = "main";

    /// <summary>Who may see it; empty: whoever may read the ledger.</summary>
    public string Scope { get; init; } = "";

    /// <summary>The user whose erasure erases the payload, or null.</summary>
    public string? PersonId { get; init; }

    /// <summary>The details, erasable.</summary>
    public JsonElement Payload { get; init; } = EmptyPayload;

    private static JsonElement EmptyPayload { get; } = JsonDocument.Parse("{}").RootElement.Clone();
}

using System.Data.Common;
using System.Text.Json;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger;

/// <summary>The ledger's rows as values.</summary>
internal static class LedgerRows
{
    /// <summary>An entry with its payload, if that is still there.</summary>
    public const string Select =
        "SELECT e.*, p.salt, p.payload FROM ledger_entry e LEFT JOIN ledger_payload p ON p.entry_id = e.id";

    /// <summary>The header.</summary>
    public static LedgerHeader Header(DbDataReader row) => new()
    {
        Id = row.Text("id"),
        Type = row.Text("type"),
        At = row.Number("at"),
        Actor = row.Text("actor"),
        Subject = row.Text("subject"),
        Space = row.Text("space"),
        Scope = row.Text("scope"),
        PayloadHash = row.Bytes("payload_hash"),
    };

    /// <summary>A row of <see cref="Select"/> for readers.</summary>
    public static LedgerRecord Record(DbDataReader row) => new()
    {
        Position = row.Number("position"),
        Id = row.Text("id"),
        Type = row.Text("type"),
        At = row.Time("at"),
        Actor = row.Text("actor"),
        Subject = row.Text("subject"),
        Space = row.Text("space"),
        Scope = row.Text("scope"),
        Payload = row.TextOrNull("payload") is { } payload ? Json(payload) : null,
    };

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}

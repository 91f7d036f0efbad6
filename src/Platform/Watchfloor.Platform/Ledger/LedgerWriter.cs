using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger;

/// <summary>Inserts entries without a position; the sealer of whichever process holds the lease gives them one.</summary>
public sealed class LedgerWriter : ILedgerWriter
{
    /// <summary>The most bytes of a payload. What is larger belongs into its own table or into evidence, with its hash in the payload.</summary>
    public const int MaxPayload = 256 * 1024;

    /// <summary>Bytes of salt: as many as the hash has, so that it hides whatever is hashed.</summary>
    internal const int SaltLength = 32;

    private static readonly JsonWriterOptions Compact = new() { Indented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly TimeProvider _time;
    private readonly LedgerSignal? _signal;

    /// <summary>A writer of a process that does not seal, such as a command beside the server.</summary>
    public LedgerWriter(TimeProvider time) => _time = time;

    internal LedgerWriter(TimeProvider time, LedgerSignal signal)
    {
        _time = time;
        _signal = signal;
    }

    /// <inheritdoc/>
    public async Task<Guid> AppendAsync(StateTransaction transaction, LedgerEntry entry, CancellationToken cancellation)
    {
        var now = _time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        var payload = Text(entry.Payload);
        var header = LedgerHeader.Of(entry, id, now, LedgerHeader.HashPayload(salt, payload));
        await transaction.ExecuteAsync(
            """
            INSERT INTO ledger_entry (id, type, at, actor, subject, space, scope, payload_hash)
            VALUES (@id, @type, @at, @actor, @subject, @space, @scope, @hash)
            """,
            cancellation,
            ("id", header.Id),
            ("type", header.Type),
            ("at", header.At),
            ("actor", header.Actor),
            ("subject", header.Subject),
            ("space", header.Space),
            ("scope", header.Scope),
            ("hash", header.PayloadHash)).ConfigureAwait(false);
        await transaction.ExecuteAsync(
            "INSERT INTO ledger_payload (entry_id, salt, payload, person_id) VALUES (@id, @salt, @payload, @person)",
            cancellation,
            ("id", header.Id),
            ("salt", salt),
            ("payload", payload),
            ("person", entry.PersonId)).ConfigureAwait(false);
        if (_signal is { } signal) transaction.OnCommitted(signal.Raise);
        return id;
    }

    /// <summary>The payload as it is stored and hashed: one line of JSON.</summary>
    private static string Text(JsonElement payload)
    {
        if (payload.ValueKind != JsonValueKind.Object) throw new ArgumentException("the payload of a ledger entry must be a JSON object", nameof(payload));
        var bytes = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(bytes, Compact)) payload.WriteTo(writer);
        if (bytes.WrittenCount > MaxPayload) throw new ArgumentException($"the payload of a ledger entry has {bytes.WrittenCount:N0} bytes; at most {MaxPayload:N0} are taken", nameof(payload));
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}

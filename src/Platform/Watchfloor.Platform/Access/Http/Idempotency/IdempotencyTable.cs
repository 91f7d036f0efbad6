using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Access.Http.Idempotency;

/// <summary>The SQL of idempotency keys.</summary>
internal static class IdempotencyTable
{
    /// <summary>Takes a key for a request, or tells what is known of it.</summary>
    /// <returns>Null when the key is taken now.</returns>
    public static async Task<KeptAnswer?> BeginAsync(StateTransaction transaction, RequestKey key, byte[] request, DateTimeOffset now, TimeSpan kept, CancellationToken cancellation)
    {
        await transaction.ExecuteAsync("DELETE FROM idempotency_key WHERE created <= @old", cancellation, ("old", (now - kept).UtcTicks)).ConfigureAwait(false);
        var found = await transaction.FirstAsync(
            "SELECT * FROM idempotency_key WHERE actor = @actor AND key_hash = @key",
            r => new KeptAnswer(r.Bytes("request_hash"), (int?)r.NumberOrNull("status"), r.TextOrNull("content_type"), r.TextOrNull("location"), r.BytesOrNull("body")),
            cancellation,
            ("actor", key.Actor),
            ("key", key.Hash)).ConfigureAwait(false);
        if (found is not null) return found;
        await transaction.ExecuteAsync(
            "INSERT INTO idempotency_key (actor, key_hash, request_hash, created) VALUES (@actor, @key, @request, @now)",
            cancellation,
            ("actor", key.Actor),
            ("key", key.Hash),
            ("request", request),
            ("now", now.UtcTicks)).ConfigureAwait(false);
        return null;
    }

    public static Task EndAsync(StateTransaction transaction, RequestKey key, KeptAnswer answer, CancellationToken cancellation) => transaction.ExecuteAsync(
        "UPDATE idempotency_key SET status = @status, content_type = @type, location = @location, body = @body WHERE actor = @actor AND key_hash = @key",
        cancellation,
        ("status", (long?)answer.Status),
        ("type", answer.ContentType),
        ("location", answer.Location),
        ("body", answer.Body),
        ("actor", key.Actor),
        ("key", key.Hash));

    public static Task ForgetAsync(StateTransaction transaction, RequestKey key, CancellationToken cancellation) => transaction.ExecuteAsync(
        "DELETE FROM idempotency_key WHERE actor = @actor AND key_hash = @key", cancellation, ("actor", key.Actor), ("key", key.Hash));
}

/// <summary>A key and whose it is.</summary>
/// <param name="Actor">The sender's id.</param>
/// <param name="Hash">The SHA-256 of the key.</param>
internal sealed record RequestKey(string Actor, byte[] Hash);

/// <summary>What is kept of a request.</summary>
/// <param name="Request">The SHA-256 of method, address and body.</param>
/// <param name="Status">The answer's status; null while there is none.</param>
/// <param name="ContentType">Its type.</param>
/// <param name="Location">Where what was made is.</param>
/// <param name="Body">Its body, encrypted: it may hold a secret that is shown once.</param>
internal sealed record KeptAnswer(byte[] Request, int? Status, string? ContentType, string? Location, byte[]? Body);

using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Identity;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Tokens;

/// <summary>The tokens in the state: making, listing, revoking, each change with its ledger entry.</summary>
public sealed class TokenStore(StateDatabase state, ILedgerWriter ledger, TimeProvider time)
    : IRequestHandler<CreateToken, NewToken>, IRequestHandler<ListTokens, Page<TokenInfo>>, IRequestHandler<RevokeToken, Done>
{
    private const int MaxLimit = 1_000;
    private const int MaxName = 100;

    /// <inheritdoc/>
    public async Task<Result<NewToken>> HandleAsync(CreateToken request, Actor actor, CancellationToken cancellation)
    {
        if (request.Name.Trim().Length is 0 or > MaxName) return CommonErrors.Invalid("name", $"A token needs a name of 1 to {MaxName} characters.");
        if (request.Scopes.Count == 0 || request.Scopes.FirstOrDefault(s => !Scopes.All.ContainsKey(s)) is not null)
            return CommonErrors.Invalid("scopes", $"Scopes are one or more of {string.Join(", ", Scopes.All.Keys)}.");
        // Nobody can give what he does not have, except the right to send events, which administrators hand out and do not use.
        var beyond = Scopes.PermissionsOf(request.Scopes).Where(p => p != Permission.EventsWrite && !actor.May(p)).ToList();
        if (beyond.Count > 0) return CommonErrors.Forbidden(beyond[0].ToString());
        var now = time.GetUtcNow();
        if (request.Expires <= now) return CommonErrors.Invalid("expires", "The token would have ended already.");

        return await state.WriteAsync(transaction => IssueAsync(transaction, request, actor, cancellation), cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes a token in a transaction of the caller's, who has seen to what it may be.</summary>
    public async Task<NewToken> IssueAsync(StateTransaction transaction, CreateToken request, Actor actor, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var (token, hash) = TokenSecret.Make(id);
        var info = new TokenInfo { Id = id.ToString(), Name = request.Name.Trim(), Scopes = request.Scopes, SourceId = request.SourceId, Created = now, Expires = request.Expires };
        await transaction.ExecuteAsync(
            """
            INSERT INTO api_token (id, name, secret_hash, scopes, source_id, created_by, created, expires)
            VALUES (@id, @name, @hash, @scopes, @source, @by, @created, @expires)
            """,
            cancellation,
            ("id", info.Id),
            ("name", info.Name),
            ("hash", hash),
            ("scopes", string.Join(' ', info.Scopes)),
            ("source", info.SourceId),
            ("by", actor.Id),
            ("created", now.UtcTicks),
            ("expires", info.Expires?.UtcTicks)).ConfigureAwait(false);
        await ledger.AppendAsync(transaction, Entry("token.created", actor, info.Id, info.Name, info.Scopes), cancellation).ConfigureAwait(false);
        return new NewToken(token, info);
    }

    /// <summary>Lets every token of a source end at a time, unless it ends sooner.</summary>
    public async Task RetireAsync(StateTransaction transaction, string sourceId, DateTimeOffset end, Actor actor, CancellationToken cancellation)
    {
        var ids = await transaction.QueryAsync(
            "SELECT id FROM api_token WHERE source_id = @source AND revoked IS NULL AND (expires IS NULL OR expires > @end)",
            r => r.Text("id"),
            cancellation,
            ("source", sourceId),
            ("end", end.UtcTicks)).ConfigureAwait(false);
        foreach (var id in ids)
        {
            await transaction.ExecuteAsync("UPDATE api_token SET expires = @end WHERE id = @id", cancellation, ("end", end.UtcTicks), ("id", id)).ConfigureAwait(false);
            await ledger.AppendAsync(transaction, Entry("token.retired", actor, id, null, null), cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<Result<Page<TokenInfo>>> HandleAsync(ListTokens request, Actor actor, CancellationToken cancellation)
    {
        if (request.Limit is < 1 or > MaxLimit) return CommonErrors.Invalid("limit", string.Create(CultureInfo.InvariantCulture, $"limit is {request.Limit}; allowed are 1 to {MaxLimit}."));
        // Ids begin with the time they were made at, so they are the order and the cursor at once.
        var rows = await state.ReadAsync(
            s => s.QueryAsync(
                "SELECT * FROM api_token WHERE id < @before ORDER BY id DESC LIMIT @limit", Info, cancellation, ("before", request.Cursor ?? "~"), ("limit", (long)request.Limit + 1)),
            cancellation).ConfigureAwait(false);
        if (rows.Count <= request.Limit) return new Page<TokenInfo>(rows, null);
        rows.RemoveAt(rows.Count - 1);
        return new Page<TokenInfo>(rows, rows[^1].Id);
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> HandleAsync(RevokeToken request, Actor actor, CancellationToken cancellation)
    {
        var revoked = await state.WriteAsync(
            async transaction =>
            {
                var changed = await transaction.ExecuteAsync(
                    "UPDATE api_token SET revoked = @now WHERE id = @id AND revoked IS NULL", cancellation, ("now", time.GetUtcNow().UtcTicks), ("id", request.Id)).ConfigureAwait(false);
                if (changed == 1) await ledger.AppendAsync(transaction, Entry("token.revoked", actor, request.Id, null, null), cancellation).ConfigureAwait(false);
                return changed == 1;
            },
            cancellation).ConfigureAwait(false);
        return revoked ? new Done() : CommonErrors.NotFound("active token", request.Id);
    }

    /// <summary>Every token that is not revoked, with the hash of its secret.</summary>
    internal Task<List<(TokenInfo Info, byte[] Hash)>> ActiveAsync(CancellationToken cancellation) =>
        state.ReadAsync(s => s.QueryAsync("SELECT * FROM api_token WHERE revoked IS NULL", r => (Info(r), r.Bytes("secret_hash")), cancellation), cancellation);

    /// <summary>Notes when tokens were last used.</summary>
    internal Task UsedAsync(IReadOnlyCollection<KeyValuePair<string, long>> uses, CancellationToken cancellation) =>
        state.WriteAsync(
            async transaction =>
            {
                foreach (var (id, ticks) in uses)
                    await transaction.ExecuteAsync("UPDATE api_token SET last_used = @used WHERE id = @id", cancellation, ("used", ticks), ("id", id)).ConfigureAwait(false);
            },
            cancellation);

    private static TokenInfo Info(DbDataReader row) => new()
    {
        Id = row.Text("id"),
        Name = row.Text("name"),
        Scopes = row.Text("scopes").Split(' '),
        SourceId = row.TextOrNull("source_id"),
        Created = row.Time("created"),
        Expires = row.TimeOrNull("expires"),
        LastUsed = row.TimeOrNull("last_used"),
        Revoked = row.TimeOrNull("revoked"),
    };

    private static LedgerEntry Entry(string type, Actor actor, string id, string? name, IReadOnlyList<string>? scopes) => new()
    {
        Type = type,
        Actor = actor,
        Subject = id,
        Payload = JsonSerializer.SerializeToElement(new TokenFact(name, scopes), IdentityJson.Default.TokenFact),
    };
}

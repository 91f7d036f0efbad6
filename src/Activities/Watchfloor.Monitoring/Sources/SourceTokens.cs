using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Identity;
using Watchfloor.Platform.Identity.Tokens;
using Watchfloor.Platform.State;

namespace Watchfloor.Monitoring.Sources;

/// <summary>The tokens of sources among all tokens.</summary>
internal sealed class SourceTokens(TokenStore tokens, StateDatabase state, TimeProvider time) : ISourceTokens
{
    /// <inheritdoc/>
    public async Task<string> IssueAsync(StateTransaction transaction, string sourceId, string name, Actor actor, CancellationToken cancellation) =>
        (await tokens.IssueAsync(transaction, new CreateToken { Name = name, Scopes = ["ingest"], SourceId = sourceId }, actor, cancellation).ConfigureAwait(false)).Token;

    /// <inheritdoc/>
    public Task RetireAsync(StateTransaction transaction, string sourceId, DateTimeOffset end, Actor actor, CancellationToken cancellation) =>
        tokens.RetireAsync(transaction, sourceId, end, actor, cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, SourceTokenUse>> UseAsync(CancellationToken cancellation) =>
        (await state.ReadAsync(
            s => s.QueryAsync(
                """
                SELECT source_id, COUNT(*) AS tokens, MAX(last_used) AS last_used FROM api_token
                WHERE source_id IS NOT NULL AND revoked IS NULL AND (expires IS NULL OR expires > @now)
                GROUP BY source_id
                """,
                r => (Source: r.Text("source_id"), Use: new SourceTokenUse((int)r.Number("tokens"), r.TimeOrNull("last_used"))),
                cancellation,
                ("now", time.GetUtcNow().UtcTicks)),
            cancellation).ConfigureAwait(false)).ToDictionary(u => u.Source, u => u.Use, StringComparer.Ordinal);
}

using System.Globalization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Contracts.Requests;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources.Recipes;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Store.Retention;

namespace Watchfloor.Monitoring.Sources;

/// <summary>Adds, changes, lists and removes sources; each change with its ledger entry in one transaction.</summary>
internal sealed class SourceHandlers(
    StateDatabase state, ILedgerWriter ledger, SourceDirectory directory, TrafficTable traffic, ISourceTokens tokens, ShipperRecipes recipes, RetentionOptions retention, TimeProvider time)
    : IRequestHandler<AddSource, SourceWithToken>,
        IRequestHandler<ListSources, Page<SourceInfo>>,
        IRequestHandler<GetSource, SourceInfo>,
        IRequestHandler<ChangeSource, SourceInfo>,
        IRequestHandler<RotateSource, SourceWithToken>,
        IRequestHandler<RemoveSource, Done>
{
    private const int MaxLimit = 1_000;
    private const int MaxGraceHours = 720;

    /// <inheritdoc/>
    public async Task<Result<SourceWithToken>> HandleAsync(AddSource request, Actor actor, CancellationToken cancellation)
    {
        if (SourceChecks.Check(request.Name, request.Kind) is { } wrong) return wrong;
        var now = time.GetUtcNow();
        var plain = new Source { Id = Guid.CreateVersion7(now).ToString(), Name = request.Name, Kind = request.Kind, Created = now };
        if (!SourceChecks.Apply(plain, request.Settings, retention.Names).TryGet(out var source, out var error)) return error;
        var token = await state.WriteAsync(
            async transaction =>
            {
                if (!await SourceTable.InsertAsync(transaction, source, cancellation).ConfigureAwait(false)) return null;
                await ledger.AppendAsync(transaction, SourceEntries.Added(source, actor), cancellation).ConfigureAwait(false);
                return await tokens.IssueAsync(transaction, source.Id, source.Name, actor, cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        if (token is null) return new Error(ErrorKind.Conflict, "source.name_taken", $"There is a source {request.Name} already; choose another name, or give it a new token.") { Field = "name" };
        await directory.RefreshAsync(cancellation).ConfigureAwait(false);
        return await WithTokenAsync(source, token, request.Address, cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async Task<Result<Page<SourceInfo>>> HandleAsync(ListSources request, Actor actor, CancellationToken cancellation)
    {
        if (request.Limit is < 1 or > MaxLimit) return CommonErrors.Invalid("limit", string.Create(CultureInfo.InvariantCulture, $"limit is {request.Limit}; allowed are 1 to {MaxLimit}."));
        await directory.RefreshAsync(cancellation).ConfigureAwait(false);
        var use = await tokens.UseAsync(cancellation).ConfigureAwait(false);
        var rest = directory.All.OrderBy(s => s.Name, StringComparer.Ordinal).Where(s => request.Cursor is null || string.CompareOrdinal(s.Name, request.Cursor) > 0).Take(request.Limit + 1).ToList();
        var page = rest.Take(request.Limit).Select(s => Info(s, use)).ToList();
        return new Page<SourceInfo>(page, rest.Count > request.Limit ? page[^1].Name : null);
    }

    /// <inheritdoc/>
    public async Task<Result<SourceInfo>> HandleAsync(GetSource request, Actor actor, CancellationToken cancellation)
    {
        await directory.RefreshAsync(cancellation).ConfigureAwait(false);
        return Find(request.Id) is { } source ? Info(source, await tokens.UseAsync(cancellation).ConfigureAwait(false)) : CommonErrors.NotFound("source", request.Id);
    }

    /// <inheritdoc/>
    public async Task<Result<SourceInfo>> HandleAsync(ChangeSource request, Actor actor, CancellationToken cancellation)
    {
        var changed = await ChangeAsync(
            request.Id,
            source =>
            {
                if (request.Enabled is { } enabled) source = source with { Enabled = enabled };
                return request.Settings is { } settings ? SourceChecks.Apply(source, settings, retention.Names) : source;
            },
            async (transaction, source) =>
            {
                await SourceTable.UpdateAsync(transaction, source, cancellation).ConfigureAwait(false);
                await ledger.AppendAsync(transaction, SourceEntries.Changed(source, actor), cancellation).ConfigureAwait(false);
                return "";
            },
            cancellation).ConfigureAwait(false);
        return changed.TryGet(out var done, out var error) ? Info(done.Source, await tokens.UseAsync(cancellation).ConfigureAwait(false)) : error;
    }

    /// <inheritdoc/>
    public async Task<Result<SourceWithToken>> HandleAsync(RotateSource request, Actor actor, CancellationToken cancellation)
    {
        if (request.GraceHours is < 0 or > MaxGraceHours) return CommonErrors.Invalid("graceHours", string.Create(CultureInfo.InvariantCulture, $"graceHours is {request.GraceHours}; allowed are 0 to {MaxGraceHours}."));
        var changed = await ChangeAsync(
            request.Id,
            source => source,
            async (transaction, source) =>
            {
                await tokens.RetireAsync(transaction, source.Id, time.GetUtcNow().AddHours(request.GraceHours), actor, cancellation).ConfigureAwait(false);
                await ledger.AppendAsync(transaction, SourceEntries.Rotated(source, actor), cancellation).ConfigureAwait(false);
                return await tokens.IssueAsync(transaction, source.Id, source.Name, actor, cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        return changed.TryGet(out var done, out var error) ? await WithTokenAsync(done.Source, done.Answer, request.Address, cancellation).ConfigureAwait(false) : error;
    }

    /// <inheritdoc/>
    public async Task<Result<Done>> HandleAsync(RemoveSource request, Actor actor, CancellationToken cancellation)
    {
        var changed = await ChangeAsync(
            request.Id,
            source => source,
            async (transaction, source) =>
            {
                await tokens.RetireAsync(transaction, source.Id, time.GetUtcNow(), actor, cancellation).ConfigureAwait(false);
                await SourceTable.DeleteAsync(transaction, source.Id, cancellation).ConfigureAwait(false);
                await ledger.AppendAsync(transaction, SourceEntries.Removed(source, actor), cancellation).ConfigureAwait(false);
                return "";
            },
            cancellation).ConfigureAwait(false);
        if (!changed.TryGet(out var done, out var error)) return error;
        traffic.Forget(done.Source.Id);
        return new Done();
    }

    /// <summary>Changes a source as it stands in the database now.</summary>
    private async Task<Result<(Source Source, string Answer)>> ChangeAsync(
        string id, Func<Source, Result<Source>> change, Func<StateTransaction, Source, Task<string>> write, CancellationToken cancellation)
    {
        var result = await state.WriteAsync<Result<(Source, string)>>(
            async transaction =>
            {
                var known = Guid.TryParse(id, out _)
                    ? await SourceTable.ByIdAsync(transaction, id, cancellation).ConfigureAwait(false)
                    : await SourceTable.ByNameAsync(transaction, id, cancellation).ConfigureAwait(false);
                if (known is null) return CommonErrors.NotFound("source", id);
                if (!change(known).TryGet(out var source, out var error)) return error;
                return (source, await write(transaction, source).ConfigureAwait(false));
            },
            cancellation).ConfigureAwait(false);
        await directory.RefreshAsync(cancellation).ConfigureAwait(false);
        return result;
    }

    private async Task<SourceWithToken> WithTokenAsync(Source source, string token, string address, CancellationToken cancellation) =>
        new(Info(source, await tokens.UseAsync(cancellation).ConfigureAwait(false)), token, recipes.For(source, address, token), recipes.AuthorityFor(address));

    private Source? Find(string id) => directory.All.FirstOrDefault(s => s.Id == id || s.Name == id);

    private SourceInfo Info(Source source, IReadOnlyDictionary<string, SourceTokenUse> use)
    {
        var (totals, refused) = traffic.Of(source.Id).Read();
        var tokensOfIt = use.GetValueOrDefault(source.Id) ?? new SourceTokenUse(0, null);
        return new SourceInfo
        {
            Id = source.Id,
            Name = source.Name,
            Kind = source.Kind,
            Enabled = source.Enabled,
            Settings = new SourceSettings
            {
                Format = source.Format,
                TimeZone = source.TimeZone,
                Retention = source.Retention,
                EventsPerSecond = source.EventsPerSecond,
                BytesPerDay = source.BytesPerDay,
                Networks = [.. source.Networks.Select(n => n.ToString())],
            },
            Created = source.Created,
            Events = totals.Events,
            Bytes = totals.Bytes,
            BytesToday = totals.DayBytes,
            Repeated = totals.Repeated,
            Refused = refused,
            LastSeen = totals.LastSeen,
            LastSender = totals.LastSender,
            Tokens = tokensOfIt.Count,
            TokenLastUsed = tokensOfIt.LastUsed,
        };
    }
}

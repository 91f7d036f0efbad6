using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Hunting;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Store.Hunting;

namespace Watchfloor.Platform.Store.Http;

/// <summary>Answers searches.</summary>
internal sealed class SearchEventsHandler(IEventStore store) : IRequestHandler<SearchEvents, EventSearch>
{
    /// <inheritdoc/>
    public async Task<Result<EventSearch>> HandleAsync(SearchEvents request, Actor actor, CancellationToken cancellation)
    {
        if (request.Kql is not null) return await HuntAsync(request, cancellation).ConfigureAwait(false);
        if (request.Time is not (null or "event" or "received")) return CommonErrors.Invalid("time", "time is event or received.");
        if (request.Order is not (null or "newest" or "oldest")) return CommonErrors.Invalid("order", "order is newest or oldest.");
        var query = new EventQuery
        {
            From = request.From,
            To = request.To,
            Time = request.Time == "received" ? EventTime.Received : EventTime.Event,
            Where = request.Where,
            Columns = request.Columns ?? [],
            Limit = request.Limit ?? 1_000,
            NewestFirst = request.Order != "oldest",
        };
        var answer = await store.QueryAsync(query, cancellation).ConfigureAwait(false);
        return answer.TryGet(out var rows, out var error) ? new EventSearch(rows.Rows, rows.Warnings, rows) : error;
    }

    private async Task<Result<EventSearch>> HuntAsync(SearchEvents request, CancellationToken cancellation)
    {
        if (request is not { Where: null, Columns: null, Order: null, Time: null }) return CommonErrors.Invalid("kql", "kql says everything itself; leave out where, columns, order and time.");
        var answer = await store.HuntAsync(new HuntQuery { Kql = request.Kql!, From = request.From, To = request.To, Limit = request.Limit ?? 10_000 }, cancellation).ConfigureAwait(false);
        return answer.TryGet(out var rows, out var error) ? new EventSearch(rows.Rows, rows.Warnings, rows) { Columns = rows.Columns } : error;
    }
}

/// <summary>Answers with one event.</summary>
internal sealed class GetEventHandler(IEventStore store) : IRequestHandler<GetEvent, EventDetail>
{
    /// <inheritdoc/>
    public async Task<Result<EventDetail>> HandleAsync(GetEvent request, Actor actor, CancellationToken cancellation)
    {
        if (!EventId.TryParse(request.Id, out var id)) return CommonErrors.Invalid("id", "An event's id is 32 hexadecimal digits.");
        var answer = await store.FindAsync(id, cancellation).ConfigureAwait(false);
        if (!answer.TryGet(out var found, out var error) && error is not null) return error;
        return found is null ? CommonErrors.NotFound("event", request.Id) : new EventDetail(found.Json, found.Raw);
    }
}

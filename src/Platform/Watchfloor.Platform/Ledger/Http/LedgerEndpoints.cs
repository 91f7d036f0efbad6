using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Access.Http;

namespace Watchfloor.Platform.Ledger.Http;

/// <summary>The ledger over HTTP.</summary>
public static class LedgerEndpoints
{
    private const string ExportType = "application/vnd.watchfloor.ledger";

    /// <summary>Maps them.</summary>
    public static IEndpointRouteBuilder MapLedger(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1").WithTags("ledger").RequirePermission(ReadLedger.Needs);
        api.MapGet("/ledger", ReadAsync).WithName("readLedger").WithSummary("Entries in the order of their positions").Produces<Page<LedgerRecord>>();
        api.MapGet("/ledger/checkpoint", CheckpointAsync).WithName("readCheckpoint").WithSummary("The size of the ledger and its hash, signed").Produces<SignedCheckpoint>();
        api.MapGet("/ledger/export", ExportAsync).WithName("exportLedger").WithSummary("Entries with their proof, as a file").Produces(StatusCodes.Status200OK, contentType: ExportType);
        api.MapGet("/ledger/{position:long}/proof", ProveAsync).WithName("proveEntry").WithSummary("One entry with its proof, as a file").Produces(StatusCodes.Status200OK, contentType: ExportType);
        api.MapGet("/ledger/subscribers", SubscribersAsync).WithName("listLedgerSubscribers").WithSummary("How far each room has followed the ledger").Produces<IReadOnlyList<SubscriberStatus>>();
        api.MapGet("/ledger/dead-letters", DeadLettersAsync).WithName("listDeadLetters").WithSummary("Entries that a room could not handle").Produces<Page<DeadLetter>>();
        api.MapPost("/ledger/dead-letters/{id}/retry", RetryAsync).RequirePermission(RetryDeadLetter.Needs).WithName("retryDeadLetter").WithSummary("Hands an entry to its room once more")
            .Produces(StatusCodes.Status204NoContent);
        api.MapPost("/ledger/dead-letters/{id}/skip", SkipAsync).RequirePermission(SkipDeadLetter.Needs).WithName("skipDeadLetter").WithSummary("Gives an entry up for its room")
            .Produces(StatusCodes.Status204NoContent);
        api.MapGet("/changes", ChangesAsync).WithName("readChanges").WithSummary("Waits for entries after a position; also as server-sent events").Produces<Page<LedgerRecord>>();
        api.MapPost("/people/{userId}/erase", EraseAsync).RequirePermission(ErasePerson.Needs).WithName("erasePerson").WithSummary("Erases a person for good").Produces<ErasedPerson>();
        return endpoints;
    }

    private static async Task<IResult> ReadAsync(HttpContext http, IRequests requests, string[]? type, string? subject, long? after, string? cursor, int? limit, CancellationToken cancellation)
    {
        if (!TryPosition(cursor, out var from)) return CommonErrors.Invalid("cursor", "cursor is what the page before gave as next.").ToHttp();
        var request = new ReadLedger { After = from ?? after ?? 0, Limit = limit ?? 100, Filter = Filter(type, subject) };
        return (await requests.SendAsync<ReadLedger, Page<LedgerRecord>>(request, http.Actor(), cancellation).ConfigureAwait(false)).ToHttp();
    }

    private static async Task<IResult> CheckpointAsync(HttpContext http, IRequests requests, CancellationToken cancellation) =>
        (await requests.SendAsync<ReadCheckpoint, SignedCheckpoint>(new ReadCheckpoint(), http.Actor(), cancellation).ConfigureAwait(false)).ToHttp();

    private static Task<IResult> ExportAsync(HttpContext http, IRequests requests, long? from, long? to, CancellationToken cancellation) =>
        FileAsync(http, requests, new ExportLedger { From = from, To = to }, cancellation);

    private static Task<IResult> ProveAsync(HttpContext http, IRequests requests, long position, CancellationToken cancellation) =>
        FileAsync(http, requests, new ExportLedger { From = position, To = position }, cancellation);

    private static async Task<IResult> FileAsync(HttpContext http, IRequests requests, ExportLedger request, CancellationToken cancellation)
    {
        var result = await requests.SendAsync<ExportLedger, LedgerExportFile>(request, http.Actor(), cancellation).ConfigureAwait(false);
        return result.TryGet(out var file, out var error)
            ? TypedResults.Stream(stream => file.WriteAsync(stream, http.RequestAborted), ExportType, file.Name)
            : error.ToHttp();
    }

    private static async Task<IResult> SubscribersAsync(HttpContext http, IRequests requests, CancellationToken cancellation) =>
        (await requests.SendAsync<ListSubscribers, IReadOnlyList<SubscriberStatus>>(new ListSubscribers(), http.Actor(), cancellation).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> DeadLettersAsync(HttpContext http, IRequests requests, string? cursor, int? limit, CancellationToken cancellation)
    {
        var request = new ListDeadLetters { Cursor = cursor, Limit = limit ?? 100 };
        return (await requests.SendAsync<ListDeadLetters, Page<DeadLetter>>(request, http.Actor(), cancellation).ConfigureAwait(false)).ToHttp();
    }

    private static async Task<IResult> RetryAsync(HttpContext http, IRequests requests, string id, CancellationToken cancellation) =>
        (await requests.SendAsync<RetryDeadLetter, Done>(new RetryDeadLetter(id), http.Actor(), cancellation).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> SkipAsync(HttpContext http, IRequests requests, string id, CancellationToken cancellation) =>
        (await requests.SendAsync<SkipDeadLetter, Done>(new SkipDeadLetter(id), http.Actor(), cancellation).ConfigureAwait(false)).ToHttp();

    private static async Task<IResult> EraseAsync(HttpContext http, IRequests requests, string userId, CancellationToken cancellation) =>
        (await requests.SendAsync<ErasePerson, ErasedPerson>(new ErasePerson(userId), http.Actor(), cancellation).ConfigureAwait(false)).ToHttp();

    /// <summary>A page as soon as there is one, or a stream without end for who accepts <c>text/event-stream</c>.</summary>
    private static async Task<IResult> ChangesAsync(HttpContext http, IRequests requests, string[]? type, long? after, int? limit, double? wait, CancellationToken cancellation)
    {
        var isStream = http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase);
        if (!TryPosition(http.Request.Headers["Last-Event-ID"], out var last)) return CommonErrors.Invalid("Last-Event-ID", "Last-Event-ID is a position: the id of the last event that came.").ToHttp();
        if (wait is { } seconds && !(seconds is >= 0 and <= 30)) return CommonErrors.Invalid("wait", "wait is a number of seconds from 0 to 30.").ToHttp();
        var request = new ReadLedger { After = last ?? after ?? 0, Limit = limit ?? 100, Filter = Filter(type, null), Wait = isStream ? TimeSpan.Zero : TimeSpan.FromSeconds(wait ?? 30) };
        var first = await requests.SendAsync<ReadLedger, Page<LedgerRecord>>(request, http.Actor(), cancellation).ConfigureAwait(false);
        return isStream && first.TryGet(out var page, out _) ? new ChangeStream(page, request, requests, http.Actor()) : first.ToHttp();
    }

    private static LedgerFilter Filter(string[]? types, string? subject) => new() { Types = types ?? [], Subject = string.IsNullOrEmpty(subject) ? null : subject };

    private static bool TryPosition(string? text, out long? position)
    {
        position = null;
        if (string.IsNullOrEmpty(text)) return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        position = number;
        return true;
    }
}

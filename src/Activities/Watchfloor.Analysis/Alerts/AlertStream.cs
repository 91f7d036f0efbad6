using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Ledger;

namespace Watchfloor.Analysis.Alerts;

/// <summary>
/// Alerts as they are raised, as server-sent events (HTML Living Standard §9.2). An event's id is the position of the alert's ledger entry, so that
/// who connects anew with Last-Event-ID misses none.
/// </summary>
/// <param name="after">The position that the reader has.</param>
/// <param name="ledger">Tells of new alerts.</param>
/// <param name="requests">Answers for each alert, with the reader's rights.</param>
/// <param name="actor">The reader.</param>
internal sealed class AlertStream(long after, LedgerReader ledger, IRequests requests, Actor actor) : IResult
{
    private const int PageSize = 100;
    private static readonly TimeSpan _quiet = TimeSpan.FromSeconds(15);
    private static readonly LedgerFilter _raised = new() { Types = ["alert.raised"] };

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var cancellation = httpContext.RequestAborted;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        var position = after;
        try
        {
            while (true)
            {
                var seen = ledger.Position;
                var entries = await ledger.ReadAsync(position, PageSize, _raised, cancellation).ConfigureAwait(false);
                foreach (var entry in entries)
                {
                    position = entry.Position;
                    var alert = await requests.SendAsync<GetAlert, AlertDetail>(new GetAlert(entry.Subject), actor, cancellation).ConfigureAwait(false);
                    if (!alert.TryGet(out var found, out _)) continue;
                    var data = JsonSerializer.Serialize(found, AlertsJson.Default.AlertSummary);
                    await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {position}\nevent: alert\ndata: {data}\n\n"), cancellation).ConfigureAwait(false);
                }

                await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
                if (entries.Count == 0) await WaitAsync(response, seen, cancellation).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The reader has left: that is how every such stream ends.
        }
    }

    /// <summary>Waits for the next entry, of whatever kind; a comment keeps proxies from closing a quiet stream.</summary>
    private async Task WaitAsync(HttpResponse response, long seen, CancellationToken cancellation)
    {
        try
        {
            await ledger.WaitForPositionAsync(seen + 1, cancellation).WaitAsync(_quiet, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await response.WriteAsync(":\n\n", cancellation).ConfigureAwait(false);
            await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
        }
    }
}

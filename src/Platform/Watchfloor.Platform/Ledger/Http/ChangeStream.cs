using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Platform.Ledger.Http;

/// <summary>
/// Entries as server-sent events (HTML Living Standard §9.2): the event's id is the position, so that a browser that connects anew names the
/// last it had. A comment now and then keeps proxies from closing a quiet stream.
/// </summary>
internal sealed class ChangeStream(Page<LedgerRecord> first, ReadLedger request, IRequests requests, Actor actor) : IResult
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        var cancellation = httpContext.RequestAborted;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        try
        {
            var page = first;
            var after = request.After;
            while (true)
            {
                foreach (var entry in page.Items) await response.WriteAsync(Event(entry), cancellation).ConfigureAwait(false);
                if (page.Items.Count == 0) await response.WriteAsync(":\n\n", cancellation).ConfigureAwait(false);
                else after = page.Items[^1].Position;
                await response.Body.FlushAsync(cancellation).ConfigureAwait(false);
                var next = await requests.SendAsync<ReadLedger, Page<LedgerRecord>>(request with { After = after, Wait = Quiet }, actor, cancellation).ConfigureAwait(false);
                if (!next.TryGet(out page!, out _)) return;
            }
        }
        // The reader has left: that is how every such stream ends.
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
        }
    }

    private static string Event(LedgerRecord entry) => new StringBuilder()
        .Append(CultureInfo.InvariantCulture, $"id: {entry.Position}\nevent: entry\ndata: ")
        .Append(JsonSerializer.Serialize(entry, LedgerJson.Default.LedgerRecord))
        .Append("\n\n").ToString();
}

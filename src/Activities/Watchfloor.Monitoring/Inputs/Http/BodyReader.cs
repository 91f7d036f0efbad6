using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Watchfloor.Monitoring.Intake;

namespace Watchfloor.Monitoring.Inputs.Http;

/// <summary>
/// Reads the bodies of requests. A body is read whole before anything of it is taken, so that half a body leaves no trace and may be sent
/// again; what it holds meanwhile is what its sender has sent, within the bound of all requests, for a limited time.
/// </summary>
internal sealed class BodyReader(HttpInputOptions options, TimeProvider time)
{
    private readonly ByteBudget _held = new(options.MaxHeldBytes);

    /// <summary>How many bytes all requests hold now.</summary>
    public long HeldBytes => _held.Held;

    /// <summary>An empty body that counts against the same bound.</summary>
    public ReceivedBody Create() => new(_held);

    /// <summary>Reads a body and undoes its compression.</summary>
    /// <exception cref="OperationCanceledException">The sender went away.</exception>
    public async Task<(ReceivedBody? Body, BodyFault? Fault)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.MaxSentBytes;
        if (request.ContentLength > options.MaxSentBytes) return (null, BodyFault.TooLarge(options.MaxSentBytes));
        var sent = Create();
        try
        {
            if (await ReceiveAsync(context, sent).ConfigureAwait(false) is { } fault)
            {
                sent.Dispose();
                return (null, fault);
            }
        }
        catch
        {
            sent.Dispose();
            throw;
        }

        var body = ContentCoding.Undo(request.Headers.ContentEncoding, sent, Create, options, out var damaged);
        return (body, damaged);
    }

    private async Task<BodyFault?> ReceiveAsync(HttpContext context, ReceivedBody sent)
    {
        using var patience = new CancellationTokenSource(options.BodyTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, context.RequestAborted);
        try
        {
            while (true)
            {
                if (sent.Length == options.MaxSentBytes)
                {
                    var one = new byte[1];
                    return await context.Request.Body.ReadAsync(one, stop.Token).ConfigureAwait(false) == 0 ? null : BodyFault.TooLarge(options.MaxSentBytes);
                }

                // Memory is asked for when there is something to put into it.
                if (sent.Length == 0) await context.Request.Body.ReadAsync(Memory<byte>.Empty, stop.Token).ConfigureAwait(false);
                var free = sent.Free(options.MaxSentBytes);
                if (free.IsEmpty) return BodyFault.Busy;
                var read = await context.Request.Body.ReadAsync(free, stop.Token).ConfigureAwait(false);
                if (read == 0) return null;
                sent.Add(read);
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            return BodyFault.Slow;
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => BodyFault.TooLarge(options.MaxSentBytes),
                StatusCodes.Status408RequestTimeout => BodyFault.Slow,
                _ => BodyFault.Broken,
            };
        }
        catch (IOException)
        {
            // The sender has gone; nobody reads the answer.
            return BodyFault.Broken;
        }
    }
}

using Watchfloor.Formats.Framing;
using Watchfloor.Monitoring.Inputs.Syslog.Streams;

namespace Watchfloor.Monitoring.Inputs.Syslog;

/// <summary>One connection with plain syslog, which has no answers. While a hand-over waits nothing is read, and TCP makes the sender wait.</summary>
internal sealed class SyslogSession(int maxMessageBytes, Sender sender, Delivery delivery, InputCounters counters) : IStreamSession
{
    private readonly SyslogFraming _framing = new(maxMessageBytes);
    private readonly MessageBody _body = new(sender.Source.Format);

    /// <inheritdoc/>
    public int WindowBytes => _framing.WindowBytes;

    /// <inheritdoc/>
    public bool MayStopAnyTime => false;

    /// <inheritdoc/>
    public async ValueTask<SessionStep> ReceiveAsync(ReadOnlyMemory<byte> data, bool isEnd, CancellationToken abort)
    {
        var done = 0;
        var isTaken = true;
        while (isTaken && TryAdd(data.Span[done..], isEnd, out var consumed))
        {
            done += consumed;
            if (_body.IsFull) isTaken = await FlushAsync(abort).ConfigureAwait(false);
        }

        if (isTaken) isTaken = await FlushAsync(abort).ConfigureAwait(false);
        return new SessionStep(done, IsOver: isEnd || !isTaken);

        bool TryAdd(ReadOnlySpan<byte> rest, bool isLast, out int consumed)
        {
            var isFound = _framing.TryRead(rest, isLast, out var frame, out consumed);
            if (!isFound)
            {
                done += consumed;
                return false;
            }

            if (frame.IsTorn) counters.Malformed($"{sender.Text}: the connection ended within a message");
            else if (frame.IsCut) counters.Cut();
            _body.Add(frame.Of(rest), frame.IsCut);
            return true;
        }
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(CancellationToken abort) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _body.Dispose();

    private async ValueTask<bool> FlushAsync(CancellationToken abort)
    {
        var events = _body.Count;
        try
        {
            return await delivery.DeliverAsync(_body, sender, abort).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nobody sends them again.
            counters.Dropped(events, $"{sender.Text}: {(e is OperationCanceledException ? "the server stopped before messages that had come were on disk" : e.Message)}");
            throw;
        }
    }
}

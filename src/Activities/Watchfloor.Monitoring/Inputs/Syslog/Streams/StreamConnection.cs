using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Watchfloor.Monitoring.Inputs.Syslog.Streams;

/// <summary>
/// One connection, from the handshake to its end. An idle one holds no buffer: it waits with a read of no bytes until there is something.
/// Run by its listener, one task a connection.
/// </summary>
internal sealed class StreamConnection(Socket socket, Sender sender, StreamListenerOptions options, InputCounters counters, TimeProvider time, HeldBytes held) : IDisposable
{
    private const long Never = long.MaxValue;

    private long _deadline = Never;
    private long _begun = Never;
    private volatile bool _isStopping;
    private volatile bool _isLate;

    /// <summary>Speaks until one side ends it. Does not throw.</summary>
    public async Task RunAsync(Func<Sender, SendFunction, IStreamSession> start, CancellationToken abort)
    {
        try
        {
            socket.NoDelay = true;
            var network = new NetworkStream(socket, ownsSocket: true);
            await using var stream = options.Tls is null ? (Stream)network : new SslStream(network);
            if (stream is SslStream tls && !await TryAuthenticateAsync(tls, abort).ConfigureAwait(false)) return;
            using var session = start(sender, (bytes, cancellation) => SendAsync(stream, bytes, cancellation));
            await PumpAsync(stream, session, abort).ConfigureAwait(false);
        }
        catch (Exception e) when (IsGone(e))
        {
            // The other side is gone, or we are ending: what was whole is on disk or counted.
        }
    }

    /// <summary>Ends the connection once what has come is taken.</summary>
    public void Stop()
    {
        _isStopping = true;
        try
        {
            // What the kernel has is still read; then comes the end.
            socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception e) when (IsGone(e))
        {
        }
    }

    /// <summary>Closes the connection if its sender is over its time.</summary>
    public void CloseIfLate(long now)
    {
        if (now < Interlocked.Read(ref _deadline)) return;
        _isLate = true;
        socket.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private async ValueTask<bool> TryAuthenticateAsync(SslStream tls, CancellationToken abort)
    {
        SetDeadline(options.Step);
        try
        {
            await tls.AuthenticateAsServerAsync(options.Tls!(), abort).ConfigureAwait(false);
            return true;
        }
        catch (AuthenticationException e)
        {
            counters.Refused($"{sender.Text}: the TLS handshake failed: {e.InnerException?.Message ?? e.Message}");
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            counters.Refused($"{sender.Text}: the connection ended within the TLS handshake");
        }

        return false;
    }

    private async Task PumpAsync(Stream stream, IStreamSession session, CancellationToken abort)
    {
        using var buffer = new ReceiveBuffer(session.WindowBytes);
        try
        {
            while (true)
            {
                AwaitMore(buffer);
                var isEnd = !await ReadAsync(stream, buffer, abort).ConfigureAwait(false);
                SetDeadline(TimeSpan.Zero); // from here on the sender waits for us
                var step = await session.ReceiveAsync(buffer.Data, isEnd, abort).ConfigureAwait(false);
                buffer.Consume(step.Consumed);
                if (step.IsOver) break;
                if (isEnd || (_isStopping && session.MayStopAnyTime)) break;
                if (step.Consumed > 0) _begun = Never;
                if (!held.Park(buffer))
                {
                    counters.Malformed($"{sender.Text}: too many messages were begun and not ended; this one was closed");
                    await session.ReceiveAsync(buffer.Data, isEnd: true, abort).ConfigureAwait(false);
                    break;
                }
            }

            if (_isStopping) await session.StopAsync(abort).ConfigureAwait(false);
        }
        finally
        {
            held.Release(buffer);
        }
    }

    /// <summary>Sets the time that the sender has: for a message that has begun, counted from its beginning; between messages, the idle time.</summary>
    private void AwaitMore(ReceiveBuffer buffer)
    {
        if (buffer.Length == 0) SetDeadline(options.Idle);
        else
        {
            if (_begun == Never) _begun = time.GetTimestamp();
            Interlocked.Exchange(ref _deadline, After(_begun, options.Step));
        }
    }

    /// <summary>Waits until there is something, then reads what there is.</summary>
    /// <returns>False at the end of the connection.</returns>
    private async ValueTask<bool> ReadAsync(Stream stream, ReceiveBuffer buffer, CancellationToken abort)
    {
        try
        {
            await stream.ReadAsync(Memory<byte>.Empty, abort).ConfigureAwait(false);
            held.Release(buffer);
            buffer.Open();
            var count = await stream.ReadAsync(buffer.Room, abort).ConfigureAwait(false);
            buffer.Advance(count);
            // TLS gives a record at a time, which is little for one write to disk.
            while (count > 0 && socket.Available > 0 && buffer.Room.Length > 0)
            {
                count = await stream.ReadAsync(buffer.Room, abort).ConfigureAwait(false);
                buffer.Advance(count);
            }

            return count > 0;
        }
        catch (Exception e) when (e is not OperationCanceledException && IsGone(e))
        {
            if (_isLate && buffer.Length > 0) counters.Malformed($"{sender.Text}: a message took longer than {options.Step.TotalSeconds:N0} s, so the connection was closed");
            return false;
        }
    }

    private async ValueTask SendAsync(Stream stream, ReadOnlyMemory<byte> bytes, CancellationToken abort)
    {
        SetDeadline(options.Step);
        await stream.WriteAsync(bytes, abort).ConfigureAwait(false);
        SetDeadline(TimeSpan.Zero);
    }

    /// <param name="span">Zero: no deadline.</param>
    private void SetDeadline(TimeSpan span) => Interlocked.Exchange(ref _deadline, span == TimeSpan.Zero ? Never : After(time.GetTimestamp(), span));

    private long After(long timestamp, TimeSpan span) => timestamp + (long)(span.TotalSeconds * time.TimestampFrequency);

    private static bool IsGone(Exception e) => e is IOException or SocketException or ObjectDisposedException or OperationCanceledException;
}

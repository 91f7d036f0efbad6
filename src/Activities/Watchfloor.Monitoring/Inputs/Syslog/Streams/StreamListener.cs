using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Watchfloor.Monitoring.Sources;

namespace Watchfloor.Monitoring.Inputs.Syslog.Streams;

/// <summary>Accepts connections, within bounds and from known senders only. Two loops of its own: one accepts, one closes what is over its time.</summary>
internal sealed partial class StreamListener(
    InputCounters counters,
    StreamListenerOptions options,
    Func<Sender, SendFunction, IStreamSession> session,
    ISourceDirectory sources,
    TimeProvider time,
    ILogger logger) : IInputListener
{
    private const int Backlog = 1_024;
    private static readonly TimeSpan _lookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _pauseAfterFault = TimeSpan.FromMilliseconds(200);

    private readonly Socket _socket = new(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConnectionTable _connections = new(options.MaxConnections, options.MaxConnectionsPerAddress);
    private readonly HeldBytes _held = new(options.MaxHeldBytes);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private Task _loops = Task.CompletedTask;
    private string _address = "";

    /// <inheritdoc/>
    public InputCounters Counters => counters;

    /// <inheritdoc/>
    public InputSnapshot Snapshot() => counters.Snapshot(_address);

    /// <inheritdoc/>
    public void Start()
    {
        if (options.Address.Address.Equals(IPAddress.IPv6Any)) _socket.DualMode = true;
        _socket.Bind(options.Address);
        _socket.Listen(Backlog);
        _address = _socket.LocalEndPoint!.ToString()!;
        LogListening(counters.Input, _address);
        _loops = Task.WhenAll(Task.Run(() => AcceptAsync(_stop.Token)), Task.Run(() => WatchAsync(_stop.Token)));
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken grace)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _loops.ConfigureAwait(false);
        foreach (var connection in _connections.All()) connection.Stop();
        var ended = _connections.Ended();
        using var onGrace = grace.Register(() =>
        {
            _abort.Cancel();
            foreach (var connection in _connections.All()) connection.Dispose();
        });
        await ended.ConfigureAwait(false);
        LogStopped(counters.Input);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }

    private async Task AcceptAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                TryTake(await _socket.AcceptAsync(stop).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                if (stop.IsCancellationRequested) return;
                // Out of file handles, most likely; others are closed meanwhile.
                LogNotAccepted(counters.Input, e.Message);
                counters.Refused(e.Message);
                await Task.Delay(_pauseAfterFault, time, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void TryTake(Socket socket)
    {
        try
        {
            Take(socket);
        }
        catch (SocketException e)
        {
            // Gone again before we looked; no reason to keep others waiting.
            counters.Refused(e.Message);
            socket.Dispose();
        }
    }

    private void Take(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote)
        {
            socket.Dispose();
            return;
        }

        var address = Sender.Plain(remote.Address);
        var source = sources.ForSender(counters.Input, address);
        var refusal = source is not { Enabled: true } ? $"{address}: no source that is switched on takes this sender" : _connections.Refusal(address);
        if (refusal is not null)
        {
            counters.Refused(refusal);
            socket.Dispose();
            return;
        }

        var connection = new StreamConnection(socket, new Sender(address, source!), options, counters, time, _held);
        counters.Opened();
        _connections.Run(address, connection, async () =>
        {
            try
            {
                await connection.RunAsync(session, _abort.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // A defect of ours, which must not take the other connections along.
                LogDefect(e, counters.Input, address);
                counters.Malformed($"{address}: {e.Message}");
            }
            finally
            {
                counters.Closed();
            }
        });
    }

    private async Task WatchAsync(CancellationToken stop)
    {
        using var timer = new PeriodicTimer(_lookEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                var now = time.GetTimestamp();
                foreach (var connection in _connections.All()) connection.CloseIfLate(now);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Input} listens on {Address}")]
    private partial void LogListening(string input, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Input} has stopped")]
    private partial void LogStopped(string input);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Input} could not accept a connection: {Reason}")]
    private partial void LogNotAccepted(string input, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Input}: the connection of {Address} was closed by a defect")]
    private partial void LogDefect(Exception e, string input, IPAddress address);
}

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;

namespace Watchfloor.Monitoring.Inputs.Syslog.Udp;

/// <summary>
/// Takes datagrams, one message each (RFC 5426). Two loops of its own: one fetches them from the kernel, one brings what was fetched to
/// disk. Nobody can be told to wait, so what the disk cannot take in time is dropped by the kernel, and counted from there.
/// </summary>
internal sealed partial class UdpListener(
    InputCounters counters,
    IPEndPoint address,
    SyslogOptions options,
    Delivery delivery,
    ISourceDirectory sources,
    TimeProvider time,
    ILogger logger) : IInputListener
{
    private const int SolSocket = 1;
    private const int ReceiveBufferForce = 33; // SO_RCVBUFFORCE of Linux, socket(7): beyond net.core.rmem_max, for the privileged

    private readonly Socket _socket = new(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
    private readonly byte[] _datagram = GC.AllocateArray<byte>(1 << 16, pinned: true);
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _hasSome = new(0, 1);
    private readonly SemaphoreSlim _hasRoom = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _abort = new();
    private PendingDatagrams _filling = new(_ => null);
    private PendingDatagrams _leaving = new(_ => null);
    private Task _receiving = Task.CompletedTask;
    private Task _delivering = Task.CompletedTask;
    private string _address = "";
    private int _bufferBytes;
    private long _lastKernelDrops;
    private volatile bool _hasReceivedAll;

    /// <inheritdoc/>
    public InputCounters Counters => counters;

    /// <inheritdoc/>
    public InputSnapshot Snapshot()
    {
        var snapshot = counters.Snapshot(_address);
        return snapshot with { Dropped = snapshot.Dropped + KernelDrops(), BufferBytes = _bufferBytes };
    }

    /// <inheritdoc/>
    public void Start()
    {
        if (address.Address.Equals(IPAddress.IPv6Any)) _socket.DualMode = true;
        SetBuffer();
        _socket.Bind(address);
        _address = _socket.LocalEndPoint!.ToString()!;
        _filling = new PendingDatagrams(Find);
        _leaving = new PendingDatagrams(Find);
        LogListening(counters.Input, _address, _bufferBytes);
        if (_bufferBytes < options.UdpBufferBytes) LogSmallBuffer(counters.Input, _bufferBytes, options.UdpBufferBytes);
        _receiving = Task.Run(() => ReceiveAsync(_stop.Token));
        _delivering = Task.Run(DeliverAsync);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken grace)
    {
        await using var onGrace = grace.Register(_abort.Cancel).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _receiving.ConfigureAwait(false);
        await _delivering.ConfigureAwait(false);
        KernelDrops();
        _socket.Dispose();
        LogStopped(counters.Input);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _socket.Dispose();
        _hasSome.Dispose();
        _hasRoom.Dispose();
        _stop.Dispose();
        _abort.Dispose();
    }

    private async Task ReceiveAsync(CancellationToken stop)
    {
        var from = new SocketAddress(address.AddressFamily);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (IsFull())
                {
                    await _hasRoom.WaitAsync(stop).ConfigureAwait(false);
                    continue;
                }

                Add(from, await _socket.ReceiveFromAsync(_datagram, SocketFlags.None, from, stop).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
            }
            catch (SocketException e)
            {
                LogNotReceived(counters.Input, e.Message);
            }
        }

        await ReceiveRestAsync(from).ConfigureAwait(false);
        _hasReceivedAll = true;
        Signal(_hasSome);
    }

    /// <summary>What had come before the end is taken too; no more than the kernel can have held, because senders go on.</summary>
    private async Task ReceiveRestAsync(SocketAddress from)
    {
        try
        {
            for (var taken = 0; taken <= _bufferBytes && _socket.Available > 0 && !_abort.IsCancellationRequested;)
            {
                if (IsFull())
                {
                    await _hasRoom.WaitAsync(_abort.Token).ConfigureAwait(false);
                    continue;
                }

                var length = _socket.ReceiveFrom(_datagram, SocketFlags.None, from);
                Add(from, length);
                taken += Math.Max(length, 1);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task DeliverAsync()
    {
        var isLast = false;
        while (!isLast)
        {
            await _hasSome.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            isLast = _hasReceivedAll;
            lock (_gate) (_filling, _leaving) = (_leaving, _filling);
            Signal(_hasRoom);
            await Task.WhenAll(_leaving.Bodies.Select(b => DeliverAsync(b.Sender, b.Body))).ConfigureAwait(false);
            _leaving.Clear();
        }
    }

    private async Task DeliverAsync(Sender sender, MessageBody body)
    {
        var (events, bytes) = (body.Count, body.Bytes.Length);
        var wait = TimeSpan.Zero;
        try
        {
            while (true)
            {
                var result = await delivery.TryAsync(body, sender, _abort.Token).ConfigureAwait(false);
                switch (result.Outcome)
                {
                    case IntakeOutcome.Accepted:
                        counters.Took(events, bytes);
                        return;
                    case IntakeOutcome.OverQuota:
                        // One sender's quota is no reason to make the others wait.
                        counters.Dropped(events, $"{sender.Text}: the source {sender.Source.Name} has used up its quota");
                        return;
                    case IntakeOutcome.NoSource:
                        counters.Dropped(events, $"{sender.Text}: the source {sender.Source.Name} is gone or switched off");
                        return;
                    default:
                        await Task.Delay(delivery.Wait(result, ref wait), time, _abort.Token).ConfigureAwait(false);
                        break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            body.Forget();
            counters.Dropped(events, $"{sender.Text}: the server stopped before messages that had come were on disk");
        }
        catch (Exception e)
        {
            // A defect of ours, which must not stop the loop.
            body.Forget();
            LogDefect(e, counters.Input);
            counters.Dropped(events, e.Message);
        }
    }

    private bool IsFull()
    {
        lock (_gate) return _filling.IsFull;
    }

    private void Add(SocketAddress from, int length)
    {
        var isCut = length > options.MaxMessageBytes;
        if (isCut) counters.Cut();
        var message = _datagram.AsSpan(0, Math.Min(length, options.MaxMessageBytes));
        lock (_gate)
            if (!_filling.Add(from, message, isCut))
                counters.Refused("datagrams came from an address that no source takes");
        Signal(_hasSome);
    }

    private Sender? Find(IPAddress sender)
    {
        var source = sources.ForSender(counters.Input, sender);
        return source is { Enabled: true } ? new Sender(sender, source) : null;
    }

    private void SetBuffer()
    {
        try
        {
            Span<byte> value = stackalloc byte[4];
            BitConverter.TryWriteBytes(value, options.UdpBufferBytes);
            _socket.SetRawSocketOption(SolSocket, ReceiveBufferForce, value);
        }
        catch (SocketException)
        {
            _socket.ReceiveBufferSize = options.UdpBufferBytes;
        }

        // The kernel doubles what it is asked for, to have room for its own records.
        _bufferBytes = _socket.ReceiveBufferSize / 2;
    }

    private long KernelDrops()
    {
        if (!_socket.SafeHandle.IsClosed && !_socket.SafeHandle.IsInvalid)
            Interlocked.Exchange(ref _lastKernelDrops, Math.Max(Interlocked.Read(ref _lastKernelDrops), KernelUdpDrops.Read((int)_socket.Handle)));
        return Interlocked.Read(ref _lastKernelDrops);
    }

    private static void Signal(SemaphoreSlim semaphore)
    {
        // One signaller each, so the count cannot grow between the look and the release.
        if (semaphore.CurrentCount == 0) semaphore.Release();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Input} listens on {Address}; {Buffer} bytes may wait in the kernel")]
    private partial void LogListening(string input, string address, int buffer);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Input} asked for a receive buffer of {Wanted} bytes and got {Buffer}; raise net.core.rmem_max, or bursts are dropped")]
    private partial void LogSmallBuffer(string input, int buffer, int wanted);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Input} has stopped")]
    private partial void LogStopped(string input);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Input} could not receive: {Reason}")]
    private partial void LogNotReceived(string input, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Input}: datagrams were lost by a defect")]
    private partial void LogDefect(Exception e, string input);
}

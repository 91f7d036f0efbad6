using System.Diagnostics.Metrics;

namespace Watchfloor.Monitoring.Inputs.Syslog;

/// <summary>What one input has taken and refused since the start. Any thread.</summary>
internal sealed class InputCounters(string input)
{
    private long _events;
    private long _bytes;
    private long _dropped;
    private long _malformed;
    private long _cut;
    private long _refused;
    private long _accepted;
    private long _open;
    private long _waits;
    private volatile string? _lastFault;

    /// <summary>The input's name, such as <c>syslog.tcp</c>.</summary>
    public string Input => input;

    /// <summary>Messages were put on disk.</summary>
    public void Took(int events, long bytes)
    {
        Interlocked.Add(ref _events, events);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <summary>Messages that had come were lost.</summary>
    public void Dropped(int events, string why)
    {
        Interlocked.Add(ref _dropped, events);
        _lastFault = why;
    }

    /// <summary>Bytes that follow no protocol, or a message that ended early.</summary>
    public void Malformed(string why)
    {
        Interlocked.Increment(ref _malformed);
        _lastFault = why;
    }

    /// <summary>A message was too long and lost its end.</summary>
    public void Cut() => Interlocked.Increment(ref _cut);

    /// <summary>A connection or a datagram was turned away.</summary>
    public void Refused(string why)
    {
        Interlocked.Increment(ref _refused);
        _lastFault = why;
    }

    /// <summary>A connection was opened.</summary>
    public void Opened()
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Increment(ref _open);
    }

    /// <summary>A connection was closed.</summary>
    public void Closed() => Interlocked.Decrement(ref _open);

    /// <summary>The intake could not do its work.</summary>
    public void Troubled(string why) => _lastFault = why;

    /// <summary>The intake asked to wait.</summary>
    public void Waited() => Interlocked.Increment(ref _waits);

    /// <summary>The figures as they are now.</summary>
    public InputSnapshot Snapshot(string address) => new()
    {
        Input = input,
        Address = address,
        Events = Interlocked.Read(ref _events),
        Bytes = Interlocked.Read(ref _bytes),
        Dropped = Interlocked.Read(ref _dropped),
        Malformed = Interlocked.Read(ref _malformed),
        Cut = Interlocked.Read(ref _cut),
        Refused = Interlocked.Read(ref _refused),
        Connections = Interlocked.Read(ref _open),
        ConnectionsSeen = Interlocked.Read(ref _accepted),
        Waits = Interlocked.Read(ref _waits),
        LastFault = _lastFault,
    };

    /// <summary>Shows the figures of several inputs as metrics.</summary>
    public static void Publish(Meter meter, IReadOnlyCollection<IInputListener> inputs)
    {
        Show("watchfloor.input.events", "{event}", "Messages on disk.", s => s.Events);
        Show("watchfloor.input.bytes", "By", "Bytes of messages on disk.", s => s.Bytes);
        Show("watchfloor.input.dropped", "{event}", "Messages lost after they had come, as far as it can be seen.", s => s.Dropped);
        Show("watchfloor.input.malformed", "{frame}", "Frames that follow no protocol or ended early.", s => s.Malformed);
        Show("watchfloor.input.cut", "{event}", "Messages that were too long and lost their end.", s => s.Cut);
        Show("watchfloor.input.refused", "{attempt}", "Connections and datagrams turned away.", s => s.Refused);
        Show("watchfloor.input.waits", "{wait}", "Times that an input stopped reading because nothing more could be taken.", s => s.Waits);
        meter.CreateObservableUpDownCounter("watchfloor.input.connections", () => inputs.Select(i => Measure(i, s => s.Connections)), "{connection}", "Open connections.");

        void Show(string name, string unit, string description, Func<InputSnapshot, long> figure) =>
            meter.CreateObservableCounter(name, () => inputs.Select(i => Measure(i, figure)), unit, description);
    }

    private static Measurement<long> Measure(IInputListener input, Func<InputSnapshot, long> figure)
    {
        var snapshot = input.Snapshot();
        return new(figure(snapshot), new KeyValuePair<string, object?>("input", snapshot.Input));
    }
}

/// <summary>What one input has taken and refused since the start.</summary>
public sealed record InputSnapshot
{
    /// <summary>The input, such as <c>syslog.tcp</c>.</summary>
    public required string Input { get; init; }

    /// <summary>Where it listens.</summary>
    public required string Address { get; init; }

    /// <summary>Messages on disk.</summary>
    public required long Events { get; init; }

    /// <summary>Bytes of messages on disk.</summary>
    public required long Bytes { get; init; }

    /// <summary>Messages lost after they had come, as far as it can be seen; for UDP with those that the kernel dropped.</summary>
    public required long Dropped { get; init; }

    /// <summary>Frames that follow no protocol or ended early.</summary>
    public required long Malformed { get; init; }

    /// <summary>Messages that were too long and lost their end.</summary>
    public required long Cut { get; init; }

    /// <summary>Connections and datagrams turned away.</summary>
    public required long Refused { get; init; }

    /// <summary>Open connections.</summary>
    public required long Connections { get; init; }

    /// <summary>Connections since the start.</summary>
    public required long ConnectionsSeen { get; init; }

    /// <summary>Times that it stopped reading because nothing more could be taken.</summary>
    public required long Waits { get; init; }

    /// <summary>How many bytes of datagrams may wait in the kernel; null where that is not asked.</summary>
    public int? BufferBytes { get; init; }

    /// <summary>What was last wrong, for people; null: nothing was.</summary>
    public required string? LastFault { get; init; }
}

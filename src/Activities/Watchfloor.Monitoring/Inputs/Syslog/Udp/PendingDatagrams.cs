using System.Net;
using System.Net.Sockets;

namespace Watchfloor.Monitoring.Inputs.Syslog.Udp;

/// <summary>Datagrams on their way to the log, by sender address. One thread at a time.</summary>
internal sealed class PendingDatagrams(Func<IPAddress, Sender?> find) : IDisposable
{
    /// <summary>Senders are not proven: anybody may write any address, so there is a bound on how many are kept apart at once.</summary>
    private const int MaxSenders = 4_096;
    private const long MaxBytes = 8 << 20;

    private readonly Dictionary<SocketAddress, Entry?> _entries = [];

    private long _bytes;
    private bool _hasFullBody;

    /// <summary>Whether to hand over before more is taken. What comes meanwhile waits in the kernel.</summary>
    public bool IsFull => _hasFullBody || _entries.Count >= MaxSenders || _bytes >= MaxBytes;

    /// <summary>The bodies, with their senders.</summary>
    public IEnumerable<(Sender Sender, MessageBody Body)> Bodies => _entries.Values.OfType<Entry>().Where(e => e.Body.Count > 0).Select(e => (e.Sender, e.Body));

    /// <summary>Adds a datagram.</summary>
    /// <param name="from">Where it came from. Its port is set to 0: one address is one sender.</param>
    /// <param name="message">The message.</param>
    /// <param name="isCut">True when its end was cut off.</param>
    /// <returns>False when its sender is not allowed.</returns>
    public bool Add(SocketAddress from, ReadOnlySpan<byte> message, bool isCut)
    {
        from.Buffer.Span[2..4].Clear(); // sin_port and sin6_port stand in the same place
        if (!_entries.TryGetValue(from, out var entry))
        {
            var copy = new SocketAddress(from.Family, from.Size);
            from.Buffer.Span[..from.Size].CopyTo(copy.Buffer.Span);
            var any = from.Family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any;
            var address = Sender.Plain(((IPEndPoint)new IPEndPoint(any, 0).Create(copy)).Address);
            entry = find(address) is { } sender ? new Entry(sender, new MessageBody(sender.Source.Format)) : null;
            _entries.Add(copy, entry);
        }

        if (entry is null) return false;
        entry.Body.Add(message, isCut);
        _bytes += message.Length;
        _hasFullBody |= entry.Body.IsFull;
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        foreach (var entry in _entries.Values) entry?.Body.Dispose();
        _entries.Clear();
        _bytes = 0;
        _hasFullBody = false;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private sealed record Entry(Sender Sender, MessageBody Body);
}

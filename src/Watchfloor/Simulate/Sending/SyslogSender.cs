using System.Buffers;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Watchfloor.Simulation;

namespace Watchfloor.Simulate.Sending;

/// <summary>
/// Syslog over UDP, a datagram a message (RFC 5426), or TCP with octet counting (RFC 6587 §3.4.1). The head is the priority and what
/// rsyslog forwards: time with zone, host, program. An audit event is a message for each of its lines.
/// </summary>
internal sealed class SyslogSender : Sender
{
    private readonly Socket _socket;
    private readonly bool _counts;
    private readonly ArrayBufferWriter<byte> _waiting = new(1 << 16);
    private readonly ArrayBufferWriter<byte> _message = new(4_096);

    private SyslogSender(Socket socket, bool counts)
    {
        _socket = socket;
        _counts = counts;
    }

    /// <exception cref="SendException">Nobody is there.</exception>
    public static async Task<SyslogSender> OpenAsync(Uri target, CancellationToken cancellation)
    {
        var isUdp = target.Scheme == "udp";
        var socket = isUdp ? new Socket(SocketType.Dgram, ProtocolType.Udp) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target.Host, target.Port > 0 ? target.Port : 514, cancellation).ConfigureAwait(false);
            return new SyslogSender(socket, !isUdp);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new SendException($"{target} cannot be reached: {e.Message}");
        }
    }

    public override int Fit(LogStream stream) => stream.Form switch { RecordForm.Syslog => 2, RecordForm.W3c => 0, _ => 1 };

    public override async ValueTask SendAsync(SimulatedEvent e, CancellationToken cancellation)
    {
        var rest = e.Bytes;
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            Frame(e, line.Span);
            if (_counts && _waiting.WrittenCount < 60_000) continue;
            await FlushAsync(cancellation).ConfigureAwait(false);
        }
    }

    public override async ValueTask FlushAsync(CancellationToken cancellation)
    {
        if (_waiting.WrittenCount == 0) return;
        try
        {
            for (var left = _waiting.WrittenMemory; !left.IsEmpty;) left = left[await _socket.SendAsync(left, SocketFlags.None, cancellation).ConfigureAwait(false)..];
        }
        catch (SocketException e)
        {
            throw new SendException("the syslog receiver is gone: " + e.Message);
        }

        _waiting.ResetWrittenCount();
    }

    public override ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Frame(in SimulatedEvent e, ReadOnlySpan<byte> line)
    {
        _message.ResetWrittenCount();
        // Facility local0 and severity informational; programs of sign-in are authpriv.
        _message.Write(e.Stream == Simulator.Streams[1] && line.IndexOf(" sshd["u8) > 0 ? "<86>"u8 : "<134>"u8);
        if (e.Stream.Form != RecordForm.Syslog)
        {
            var host = line.StartsWith("node="u8) ? Encoding.UTF8.GetString(line[5..line.IndexOf((byte)' ')]) : e.Stream.Name == "web" ? "web-01" : "collector-01";
            var time = DateTimeOffset.UnixEpoch.AddTicks(e.Time * TimeSpan.TicksPerMicrosecond);
            _message.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd'T'HH:mm:ss.ffffff}+00:00 {host} {e.Stream.Program}: ")));
        }

        _message.Write(line);
        if (_counts) _waiting.Write(Encoding.ASCII.GetBytes(_message.WrittenCount.ToString(CultureInfo.InvariantCulture) + " "));
        _waiting.Write(_message.WrittenSpan);
    }
}

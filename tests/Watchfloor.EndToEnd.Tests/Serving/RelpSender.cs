using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>Sends numbered events over RELP at a steady rate; what was not acknowledged when a connection broke it sends again on the next.</summary>
internal sealed class RelpSender(int port, CancellationToken abandon)
{
    private const int Window = 128;

    /// <summary>How its events are marked.</summary>
    public const string Name = "relp";

    /// <summary>How many events, from number 1 on, have been acknowledged.</summary>
    public int Acknowledged { get; private set; }

    private readonly HashSet<int> _repeated = [];
    private int _sent;
    private int _everSent;

    /// <summary>Was a number sent more than once? Only these may be stored twice.</summary>
    public bool IsRepeated(int number)
    {
        lock (_repeated) return _repeated.Contains(number);
    }

    /// <summary>Sends until cancelled, and then until everything sent is acknowledged.</summary>
    public async Task RunAsync(int perSecond, CancellationToken stop)
    {
        var clock = Stopwatch.StartNew();
        while (!stop.IsCancellationRequested || Acknowledged < _everSent)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, abandon);
                lock (_repeated) _repeated.UnionWith(Enumerable.Range(Acknowledged + 1, _everSent - Acknowledged));
                _sent = Acknowledged;
                await SessionAsync(client.GetStream(), clock, perSecond, stop);
            }
            catch (Exception e) when (e is IOException or SocketException)
            {
                await Task.Delay(20, abandon);
            }
        }
    }

    private async Task SessionAsync(NetworkStream stream, Stopwatch clock, int perSecond, CancellationToken stop)
    {
        var first = Acknowledged;
        await using var answers = new BufferedStream(stream);
        await WriteAsync(stream, 1, "open", "relp_version=0\nrelp_software=test\ncommands=syslog");
        Assert.StartsWith("200", (await ReadAsync(answers)).Data, StringComparison.Ordinal);
        // Transactions are numbered from 1, and opening was the first.
        while (!stop.IsCancellationRequested || Acknowledged < _everSent)
        {
            var due = (int)Math.Min(_sent + Window - (_sent - Acknowledged), clock.Elapsed.TotalSeconds * perSecond);
            var limit = stop.IsCancellationRequested ? Math.Min(due, _everSent) : due;
            while (_sent < limit)
            {
                _sent++;
                await WriteAsync(stream, _sent - first + 1, "syslog", "<13>1 - host app - - - " + NumberedEvents.Line(Name, _sent));
                _everSent = Math.Max(_everSent, _sent);
            }

            if (_sent == Acknowledged)
            {
                await Task.Delay(5, abandon);
                continue;
            }

            var (number, answer) = await ReadAsync(answers);
            Assert.StartsWith("200", answer, StringComparison.Ordinal);
            Assert.Equal(Acknowledged - first + 2, number);
            Acknowledged++;
        }
    }

    private async Task WriteAsync(NetworkStream stream, int number, string command, string data)
    {
        var bytes = Encoding.UTF8.GetBytes(data);
        var frame = string.Create(CultureInfo.InvariantCulture, $"{number} {command} {bytes.Length} ");
        byte[] all = [.. Encoding.ASCII.GetBytes(frame), .. bytes, (byte)'\n'];
        await stream.WriteAsync(all, abandon);
    }

    private async Task<(int Number, string Data)> ReadAsync(Stream stream)
    {
        var number = int.Parse(await WordAsync(stream), CultureInfo.InvariantCulture);
        var command = await WordAsync(stream);
        if (command == "serverclose") throw new IOException("the server ends the session");
        Assert.Equal("rsp", command);
        var length = int.Parse(await WordAsync(stream), CultureInfo.InvariantCulture);
        var data = new byte[length + 1];
        await stream.ReadExactlyAsync(data, abandon);
        return (number, Encoding.UTF8.GetString(data, 0, length));
    }

    private async Task<string> WordAsync(Stream stream)
    {
        var word = new StringBuilder();
        var one = new byte[1];
        while (true)
        {
            await stream.ReadExactlyAsync(one, abandon);
            if (one[0] == ' ') return word.ToString();
            word.Append((char)one[0]);
        }
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>An HTTP server that answers whatever it is asked and remembers the request lines.</summary>
internal sealed class RecordingHttp : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _answer;
    private readonly Task _accepting;

    /// <summary>Listens at once.</summary>
    /// <param name="head">Status and headers of every answer, such as <c>200 OK</c>.</param>
    public RecordingHttp(string head = "200 OK")
    {
        _answer = $"HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Method and path of each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client.GetStream());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        try
        {
            var text = new StringBuilder();
            var buffer = new byte[1 << 16];
            for (var wanted = int.MaxValue; text.Length < wanted;)
            {
                var read = await stream.ReadAsync(buffer);
                if (read == 0) return;
                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
                var all = text.ToString();
                if (wanted == int.MaxValue && all.IndexOf("\r\n\r\n", StringComparison.Ordinal) is > 0 and var end) wanted = end + 4 + LengthOf(all[..end]);
            }

            Requests.Enqueue(string.Join(' ', text.ToString().Split(' ', 3)[..2]));
            await stream.WriteAsync(Encoding.Latin1.GetBytes(_answer));
        }
        catch (IOException)
        {
            // Whoever asked has gone.
        }
    }

    private static int LengthOf(string head)
    {
        var line = head.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return line is null ? 0 : int.Parse(line["Content-Length:".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }
}

using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Watchfloor.Product.Tests.Inputs.Peers;

/// <summary>Stands between a sender and the server and keeps what the server answered, so that a test knows what was acknowledged.</summary>
internal sealed class RecordingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly StringBuilder _answers = new();
    private readonly int _port;
    private readonly Task _accepting;

    public RecordingRelay(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What the server has answered so far, of all connections, and the sender was handed.</summary>
    public string Answers
    {
        get { lock (_answers) return _answers.ToString(); }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket sender)
    {
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using (sender)
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _port, _stop.Token);
                await Task.WhenAny(CopyAsync(sender, server, _ => { }), CopyAsync(server, sender, Keep));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The server is dead, or the test is over: the sender sees a connection that ends.
            }
        }
    }

    private void Keep(ReadOnlyMemory<byte> bytes)
    {
        lock (_answers) _answers.Append(Encoding.Latin1.GetString(bytes.Span));
    }

    private async Task CopyAsync(Socket from, Socket to, Action<ReadOnlyMemory<byte>> keep)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and var count)
            {
                // Kept before it is handed on: the sender acts on it at once.
                keep(buffer.AsMemory(0, count));
                for (var sent = 0; sent < count;) sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _stop.Token);
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}

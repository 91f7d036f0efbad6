using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>A connection whose other end does not keep to any protocol.</summary>
internal sealed class HostileSender : IDisposable
{
    private readonly TcpClient _client = new();

    private HostileSender()
    {
    }

    /// <summary>A megabyte that means nothing, the same in every run.</summary>
    public static byte[] Garbage { get; } = Bytes(new Random(7));

    /// <summary>A megabyte without an end of line.</summary>
    public static byte[] Letters { get; } = [.. Enumerable.Repeat((byte)'x', 1 << 20)];

    /// <summary>Connects and sends a beginning.</summary>
    /// <param name="port">Where to.</param>
    /// <param name="beginning">What to send.</param>
    /// <param name="from">The address to come from; every one of 127.0.0.0/8 is this machine.</param>
    public static async Task<HostileSender> ConnectAsync(int port, string beginning, IPAddress? from = null)
    {
        var sender = new HostileSender();
        if (from is not null) sender._client.Client.Bind(new IPEndPoint(from, 0));
        await sender._client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await sender.SendAsync(Encoding.ASCII.GetBytes(beginning), 1);
        return sender;
    }

    /// <summary>Sends bytes so many times, or until the server has had enough.</summary>
    public async Task SendAsync(byte[] bytes, int times)
    {
        try
        {
            for (var i = 0; i < times; i++) await _client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // It closed the connection, which is its right.
        }
    }

    public void Dispose() => _client.Dispose();

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[1 << 20];
        random.NextBytes(bytes);
        return bytes;
    }
}

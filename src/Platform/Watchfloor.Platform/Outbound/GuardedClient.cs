using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Watchfloor.Platform.Outbound;

/// <summary>
/// The one way out over HTTP. Every call has a host that was allowed, a time limit and a size limit, is logged, and follows no redirect.
/// Addresses of private networks are refused after the name has been resolved, unless allowed, so that a name cannot be pointed inwards.
/// </summary>
public sealed partial class GuardedClient : IDisposable
{
    private const int MaxAnswer = 1 << 20;
    private static readonly TimeSpan _timeLimit = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;
    private readonly IReadOnlySet<string> _hosts;
    private readonly ILogger _logger;

    /// <summary>A client.</summary>
    /// <param name="hosts">The hosts that may be called.</param>
    /// <param name="privateNetworks">True when these may be on private networks.</param>
    /// <param name="logger">Receives a line a call.</param>
    public GuardedClient(IReadOnlySet<string> hosts, bool privateNetworks, ILogger<GuardedClient> logger)
    {
        _hosts = hosts;
        _logger = logger;
#pragma warning disable RS0030 // This is the guarded client that the ban names.
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = _timeLimit,
            ConnectCallback = (context, cancellation) => ConnectAsync(context.DnsEndPoint, privateNetworks, cancellation),
        })
        {
            Timeout = _timeLimit,
            MaxResponseContentBufferSize = MaxAnswer,
        };
#pragma warning restore RS0030
    }

    /// <summary>Sends a GET and answers the status.</summary>
    /// <exception cref="HttpRequestException">The host is not allowed, or the call failed.</exception>
    public async Task<HttpStatusCode> GetAsync(Uri address, CancellationToken cancellation)
    {
        if (!_hosts.Contains(address.Host)) throw new HttpRequestException($"{address.Host} is not a host that may be called");
        using var answer = await _client.GetAsync(address, cancellation).ConfigureAwait(false);
        LogCall(address.Host, (int)answer.StatusCode);
        return answer.StatusCode;
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint point, bool privateNetworks, CancellationToken cancellation)
    {
        var addresses = await Dns.GetHostAddressesAsync(point.Host, cancellation).ConfigureAwait(false);
        var allowed = addresses.Where(a => privateNetworks || !IsPrivate(a)).ToArray();
        if (allowed.Length == 0) throw new HttpRequestException($"{point.Host} is on a private network, which is not allowed here");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, point.Port, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Loopback, link-local, private (RFC 1918, RFC 4193), shared (RFC 6598), multicast and unspecified addresses.</summary>
    internal static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address) || address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || address.IsIPv6Multicast || address.Equals(IPAddress.IPv6Any)) return true;
        if (address.AddressFamily != AddressFamily.InterNetwork) return false;
        var b = address.GetAddressBytes();
        return b[0] is 0 or 10 or 127 or >= 224
            || (b[0] == 172 && b[1] is >= 16 and < 32)
            || (b[0] == 192 && b[1] == 168)
            || (b[0] == 169 && b[1] == 254)
            || (b[0] == 100 && b[1] is >= 64 and < 128);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Called {Host}: {Status}")]
    private partial void LogCall(string host, int status);
}

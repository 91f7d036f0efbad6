using Watchfloor.Client;
using Watchfloor.Platform.Secrets.Certificates;
using Watchfloor.Simulation;

namespace Watchfloor.Simulate.Sending;

/// <summary>Sends a simulation: each stream to the target that carries it best, at a rate, as fast as it goes, or by the clock.</summary>
/// <param name="targets">The targets, in the order in which they were named.</param>
/// <param name="rate">Events a second; 0 for no bound.</param>
/// <param name="isLive">True to send each event when its time has come.</param>
/// <param name="clock">The clock.</param>
internal sealed class Delivery(IReadOnlyList<Sender> targets, int rate, bool isLive, TimeProvider clock) : IAsyncDisposable
{
    private readonly Sender?[] _routes = [.. Simulator.Streams.Select(stream => Route(targets, stream))];
    private readonly long _started = clock.GetTimestamp();
    private long _sent;

    /// <summary>How many were sent.</summary>
    public long Sent => _sent;

    /// <summary>The logs that no target carries.</summary>
    public IEnumerable<string> Left => Simulator.Streams.Where(s => _routes[s.Index] is null).Select(s => s.Name);

    /// <summary>Opens a target by its address.</summary>
    /// <param name="address">What was written.</param>
    /// <param name="token">The token to show over HTTP; null for none.</param>
    /// <param name="trust">Which certificates a server may show.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="SendException">It is no such address, or nobody is there.</exception>
    public static async Task<Sender> OpenAsync(string address, string? token, ServerTrust trust, TimeProvider clock, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)) throw new SendException($"'{address}' is no address; write udp://HOST:PORT, tcp://HOST:PORT, http://HOST:PORT or otlp+http://HOST:PORT");
        switch (uri.Scheme)
        {
            case "udp" or "tcp":
                return await SyslogSender.OpenAsync(uri, cancellation).ConfigureAwait(false);
            case "http" or "https":
                return new BulkSender(ServerConnection.ClientOf(uri, token, trust), clock);
            case "otlp+http" or "otlp+https":
                return new OtlpSender(ServerConnection.ClientOf(new Uri(address["otlp+".Length..]), token, trust), clock);
            default:
                throw new SendException($"'{uri.Scheme}' is no protocol here; there are udp, tcp, http, https, otlp+http, otlp+https");
        }
    }

    public async ValueTask SendAsync(SimulatedEvent e, CancellationToken cancellation)
    {
        if (_routes[e.Stream.Index] is not { } sender) return;
        if (isLive) await UntilAsync(DateTimeOffset.UnixEpoch.AddTicks(e.Time * TimeSpan.TicksPerMicrosecond) - clock.GetUtcNow(), cancellation).ConfigureAwait(false);
        else if (rate > 0) await UntilAsync(TimeSpan.FromSeconds((double)_sent / rate) - clock.GetElapsedTime(_started), cancellation).ConfigureAwait(false);
        await sender.SendAsync(e, cancellation).ConfigureAwait(false);
        _sent++;
    }

    /// <summary>Sends what still waits.</summary>
    public async ValueTask FlushAsync(CancellationToken cancellation)
    {
        foreach (var target in targets) await target.FlushAsync(cancellation).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var target in targets) await target.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The first of those that carry it best. There is no input for flows, so they are not sent.</summary>
    private static Sender? Route(IReadOnlyList<Sender> targets, LogStream stream) =>
        stream.Name == "netflow" ? null : targets.Where(t => t.Fit(stream) > 0).OrderByDescending(t => t.Fit(stream)).FirstOrDefault();

    /// <summary>Waits; shorter waits than a tenth of a second are saved up.</summary>
    private async ValueTask UntilAsync(TimeSpan wait, CancellationToken cancellation)
    {
        if (wait < TimeSpan.FromMilliseconds(100)) return;
        await FlushAsync(cancellation).ConfigureAwait(false);
        await Task.Delay(wait, clock, cancellation).ConfigureAwait(false);
    }
}

using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Monitoring.Inputs.Relp;
using Watchfloor.Monitoring.Inputs.Syslog.Streams;
using Watchfloor.Monitoring.Inputs.Syslog.Udp;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform;
using Watchfloor.Platform.Secrets.Certificates;

namespace Watchfloor.Monitoring.Inputs.Syslog;

/// <summary>The syslog and RELP inputs that are switched on. Run by the host.</summary>
public sealed class SyslogServer : IHostedService, IDisposable
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(5);

    private readonly SyslogOptions _options;
    private readonly IIntake _intake;
    private readonly ISourceDirectory _sources;
    private readonly ServerCertificate _certificate;
    private readonly TimeProvider _time;
    private readonly ILogger<SyslogServer> _logger;
    private readonly List<(string Key, string Address, IInputListener Listener)> _listeners = [];

    /// <summary>Makes the inputs; they listen once started.</summary>
    public SyslogServer(SyslogOptions options, IIntake intake, ISourceDirectory sources, ServerCertificate certificate, IMeterFactory meters, TimeProvider time, ILogger<SyslogServer> logger)
    {
        _options = options;
        _intake = intake;
        _sources = sources;
        _certificate = certificate;
        _time = time;
        _logger = logger;
        AddUdp();
        AddStreams(nameof(options.Tcp), options.Tcp, "syslog.tcp", isTls: false);
        AddStreams(nameof(options.Tls), options.Tls, "syslog.tls", isTls: true);
        AddStreams(nameof(options.Relp), options.Relp, "relp", isTls: false);
        AddStreams(nameof(options.RelpTls), options.RelpTls, "relp.tls", isTls: true);
        InputCounters.Publish(meters.Create("Watchfloor.Monitoring"), [.. _listeners.Select(l => l.Listener)]);
    }

    /// <summary>The figures of every input that is on.</summary>
    public IReadOnlyList<InputSnapshot> Snapshot() => [.. _listeners.Select(l => l.Listener.Snapshot())];

    /// <inheritdoc/>
    /// <exception cref="SyslogException">An address cannot be taken.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, address, listener) in _listeners)
        {
            try
            {
                listener.Start();
            }
            catch (SocketException e)
            {
                throw new SyslogException($"{key} cannot listen on {address}: {e.Message}. Stop what has the address, or give another, or '{SyslogOptions.Off}'.", e);
            }
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        using var grace = new CancellationTokenSource(_grace, _time);
        await using var sooner = cancellationToken.Register(grace.Cancel).ConfigureAwait(false);
        await Task.WhenAll(_listeners.Select(l => l.Listener.StopAsync(grace.Token))).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, _, listener) in _listeners) listener.Dispose();
    }

    private void AddUdp()
    {
        if (ListenAddress.Parse(_options.Udp) is not { } address) return;
        var counters = new InputCounters("syslog.udp");
        var delivery = new Delivery(_intake, counters, _time);
        _listeners.Add((nameof(_options.Udp), _options.Udp, new UdpListener(counters, address, _options, delivery, _sources, _time, _logger)));
    }

    private void AddStreams(string key, string text, string input, bool isTls)
    {
        if (ListenAddress.Parse(text) is not { } address) return;
        var counters = new InputCounters(input);
        var delivery = new Delivery(_intake, counters, _time);
        var streams = new StreamListenerOptions
        {
            Address = address,
            Tls = isTls ? () => _certificate.TlsOptions(_options.ClientCertificates) : null,
            MaxConnections = _options.MaxConnections,
            MaxConnectionsPerAddress = _options.MaxConnectionsPerAddress,
            MaxHeldBytes = _options.MaxHeldBytes,
            Idle = TimeSpan.FromSeconds(_options.IdleSeconds),
            Step = TimeSpan.FromSeconds(_options.StepSeconds),
        };
        var isRelp = input.StartsWith("relp", StringComparison.Ordinal);
        _listeners.Add((key, text, new StreamListener(counters, streams, Session, _sources, _time, _logger)));

        IStreamSession Session(Sender sender, SendFunction send) => isRelp
            ? new RelpSession(_options.MaxMessageBytes, sender, delivery, counters, send)
            : new SyslogSession(_options.MaxMessageBytes, sender, delivery, counters);
    }
}

/// <summary>A syslog input cannot be set up; the message says which and what to do.</summary>
public sealed class SyslogException(string message, Exception? inner = null) : IOException(message, inner);

using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Watchfloor.Monitoring.Inputs.Syslog;
using Watchfloor.Platform;
using Watchfloor.Platform.Secrets.Certificates;

namespace Watchfloor.Product.Tests.Inputs.Syslog;

/// <summary>The syslog inputs behind real sockets, over an intake that the test controls.</summary>
internal sealed class SyslogHost : IAsyncDisposable
{
    private readonly SyslogServer _server;
    private readonly ServiceProvider _services;
    private readonly DirectoryInfo _folder;

    private SyslogHost(SyslogServer server, ServiceProvider services, DirectoryInfo folder, FakeIntake intake, FakeSources sources, DataDirectory data, CertificateAuthority authority)
    {
        _server = server;
        _services = services;
        _folder = folder;
        Intake = intake;
        Sources = sources;
        Data = data;
        Authority = authority;
    }

    public FakeIntake Intake { get; }

    public FakeSources Sources { get; }

    public DataDirectory Data { get; }

    public CertificateAuthority Authority { get; }

    public string CaFile => Path.Combine(Data.Keys, "ca.pem");

    /// <summary>Starts the inputs that <paramref name="change"/> switches on.</summary>
    public static async Task<SyslogHost> StartAsync(Action<SyslogOptions> change, FakeIntake? intake = null, TimeProvider? time = null)
    {
        var folder = Directory.CreateTempSubdirectory("watchfloor-syslog-");
        var options = new SyslogOptions();
        change(options);
        var data = DataDirectory.Open(folder.FullName);
        var authority = CertificateAuthority.Open(data, TimeProvider.System);
        var certificate = new ServerCertificate(data, new CertificateOptions(), authority, TimeProvider.System, NullLogger<ServerCertificate>.Instance);
        var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var (taker, sources) = (intake ?? new FakeIntake(), new FakeSources());
        var server = new SyslogServer(
            options, taker, sources, certificate, services.GetRequiredService<IMeterFactory>(), time ?? TimeProvider.System, NullLogger<SyslogServer>.Instance);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return new SyslogHost(server, services, folder, taker, sources, data, authority);
    }

    /// <summary>The figures of an input.</summary>
    public InputSnapshot Figures(string input) => _server.Snapshot().Single(s => s.Input == input);

    /// <summary>The port that an input listens on.</summary>
    public int Port(string input) => IPEndPoint.Parse(Figures(input).Address).Port;

    /// <summary>Connects to an input.</summary>
    public async Task<NetworkStream> ConnectAsync(string input)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, Port(input), TestContext.Current.CancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Ends the inputs as a stop of the server does.</summary>
    public Task StopAsync(CancellationToken hurry = default) => _server.StopAsync(hurry);

    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
        await _services.DisposeAsync();
        Data.Dispose();
        _folder.Delete(recursive: true);
    }
}

/// <summary>Writes and reads text over a connection.</summary>
internal static class WireText
{
    public static ValueTask SendAsync(this Stream stream, string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>Reads until so many bytes have come, or the end.</summary>
    public static async Task<string> ReadAsync(this Stream stream, int bytes)
    {
        var buffer = new byte[bytes];
        var count = await stream.ReadAtLeastAsync(buffer, bytes, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(buffer, 0, count);
    }
}

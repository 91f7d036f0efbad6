using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Watchfloor.Contracts.Health;
using Watchfloor.Diagnostics;
using Watchfloor.EndToEnd.Tests.Serving;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Health;
using Watchfloor.Platform.Outbound;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary>The call that stops when the server is dead or does not do its work, and the client that makes it.</summary>
public sealed class HeartbeatTests
{
    [Fact]
    public async Task Heartbeat_WhileAllIsWell_ComesEachMinute()
    {
        await using var watcher = new RecordingHttp();
        var (time, part) = (new FakeTimeProvider(), new Part());
        using var heartbeat = Start(watcher, time, part);

        await Eventually.TrueAsync(() => watcher.Requests.Count == 1);
        time.Advance(TimeSpan.FromSeconds(59));
        time.Advance(TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => watcher.Requests.Count == 2);

        Assert.All(watcher.Requests, r => Assert.Equal("GET /ping?key=1", r));
        await heartbeat.StopAsync(Cancel);
    }

    [Fact]
    public async Task Heartbeat_WhileAPartHasFailed_StaysAway()
    {
        await using var watcher = new RecordingHttp();
        var (time, part) = (new FakeTimeProvider(), new Part { Status = HealthStatus.Failed });
        using var heartbeat = Start(watcher, time, part);
        await Eventually.TrueAsync(() => part.Asked == 1);

        part.Status = HealthStatus.Warning;
        time.Advance(TimeSpan.FromMinutes(1));

        await Eventually.TrueAsync(() => watcher.Requests.Count == 1);
        Assert.Equal(2, part.Asked);
        await heartbeat.StopAsync(Cancel);
    }

    [Theory]
    [InlineData("404 Not Found", "404")]
    [InlineData("302 Found\r\nLocation: /elsewhere", "302")]
    public async Task Heartbeat_ThatIsNotTaken_IsSaid(string answer, string said)
    {
        await using var watcher = new RecordingHttp(answer);
        var log = new RecentLog(TimeProvider.System);
        using var loggers = LoggerFactory.Create(l => l.AddProvider(log));
        using var heartbeat = new Heartbeat(new Uri(watcher.Address, "/ping"), new HealthMonitor([new Part()], [], new FakeTimeProvider()), new FakeTimeProvider(), loggers);
        await heartbeat.StartAsync(Cancel);

        await Eventually.TrueAsync(() => log.Lines.Any(l => l.Contains("Warning", StringComparison.Ordinal) && l.Contains(said, StringComparison.Ordinal)));

        Assert.Equal(["GET /ping"], watcher.Requests);
        await heartbeat.StopAsync(Cancel);
    }

    [Fact]
    public async Task Client_HostThatIsNotNamed_IsNotCalled()
    {
        await using var other = new RecordingHttp();
        using var client = new GuardedClient(new HashSet<string> { "ping.example" }, privateNetworks: true, NullLogger<GuardedClient>.Instance);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(other.Address, Cancel));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Client_PrivateNetworksNotAllowed_IsNotConnected()
    {
        await using var inside = new RecordingHttp();
        using var client = new GuardedClient(new HashSet<string> { "127.0.0.1" }, privateNetworks: false, NullLogger<GuardedClient>.Instance);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(inside.Address, Cancel));
        Assert.Empty(inside.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("100.128.0.1", false)]
    [InlineData("0.0.0.0", true)]
    [InlineData("::", true)]
    [InlineData("224.0.0.1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("192.0.2.7", false)]
    [InlineData("2001:db8::7", false)]
    public void IsPrivate_Address_IsOneOfThoseThatNobodyOutsideHas(string address, bool expected) => Assert.Equal(expected, GuardedClient.IsPrivate(IPAddress.Parse(address)));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Heartbeat Start(RecordingHttp watcher, TimeProvider time, Part part)
    {
        var heartbeat = new Heartbeat(new Uri(watcher.Address, "/ping?key=1"), new HealthMonitor([part], [], time), time, NullLoggerFactory.Instance);
        _ = heartbeat.StartAsync(Cancel);
        return heartbeat;
    }

    private sealed class Part : IHealthSource
    {
        private int _asked;

        public HealthStatus Status { get; set; }

        public int Asked => Volatile.Read(ref _asked);

        public HealthPart Report()
        {
            Interlocked.Increment(ref _asked);
            return new HealthPart { Name = "part", Status = Status, Message = "", Figures = new Dictionary<string, double>() };
        }
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Engine.Tests;
using Watchfloor.Monitoring.Inputs.Syslog;
using Watchfloor.Product.Tests.Hosting;

namespace Watchfloor.Product.Tests.Inputs;

/// <summary>RFC 3164 messages, which say no zone, from sources in several zones, as far as the stored event.</summary>
public sealed class SourceTimeZoneTests
{
    private const string NewYork = "127.0.0.2";
    private const string Berlin = "127.0.0.3";
    private const string Nowhere = "127.0.0.4";

    [Theory]
    // The clocks of New York go back on 2026-11-01 at 06:00 UTC, those of Berlin went back a week before.
    [InlineData("2026-10-20T18:00:00Z", "Oct 20 13:59:58", "2026-10-20T17:59:58Z", "2026-10-20T11:59:58Z")]
    [InlineData("2026-11-01T05:30:10Z", "Nov  1 01:30:08", "2026-11-01T05:30:08Z", "2026-11-01T00:30:08Z")]
    [InlineData("2026-11-01T06:30:10Z", "Nov  1 01:30:08", "2026-11-01T06:30:08Z", "2026-11-01T00:30:08Z")]
    [InlineData("2026-12-01T18:00:00Z", "Dec  1 12:59:58", "2026-12-01T17:59:58Z", "2026-12-01T11:59:58Z")]
    public async Task Rfc3164_SourcesOfSeveralZones_EachIsReadInItsOwn(string now, string written, string inNewYork, string inBerlin)
    {
        await using var server = await RunningServer.StartAsync(o => o with { SyslogTcp = "127.0.0.1:0" }, time: new SetClock(DateTimeOffset.Parse(now, null)));
        await AddAsync(server, "new-york", "America/New_York", NewYork);
        await AddAsync(server, "berlin", "Europe/Berlin", Berlin);
        await AddAsync(server, "nowhere", "", Nowhere);

        foreach (var address in (string[])[NewYork, Berlin, Nowhere, NewYork]) await SendAsync(server, address, $"<13>{written} gate su: from {address}\n");

        var times = new Dictionary<string, HashSet<string>>();
        await Eventually.TrueAsync(async () => (times = await TimesAsync(server)).Count == 3);
        Assert.Equal(inNewYork, Assert.Single(times[NewYork]));
        Assert.Equal(inBerlin, Assert.Single(times[Berlin]));
        Assert.Equal(written[7..], Assert.Single(times[Nowhere])[11..19]);
    }

    private static async Task AddAsync(RunningServer server, string name, string zone, string address)
    {
        var source = new AddSource { Name = name, Kind = "syslog", Settings = new SourceSettings { TimeZone = zone, Networks = [address] } };
        using var answer = await server.Owner.PostAsJsonAsync("/api/v1/sources", source, SourcesJson.Default.AddSource, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private static async Task SendAsync(RunningServer server, string from, string message)
    {
        var port = IPEndPoint.Parse(server.Services.GetRequiredService<SyslogServer>().Snapshot().Single(s => s.Input == "syslog.tcp").Address).Port;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        await socket.SendAsync(Encoding.ASCII.GetBytes(message), TestContext.Current.CancellationToken);
    }

    /// <summary>The times of the stored events, to the second, by sender.</summary>
    private static async Task<Dictionary<string, HashSet<string>>> TimesAsync(RunningServer server)
    {
        using var answer = await server.Owner.PostAsync("/api/v1/query", new StringContent("""{"columns":["time","sender"]}""", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Select(l => JsonDocument.Parse(l).RootElement).GroupBy(r => r.GetProperty("sender").GetString()!)
            .ToDictionary(g => g.Key, g => g.Select(r => r.GetProperty("time").GetDateTimeOffset().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null)).ToHashSet());
    }
}

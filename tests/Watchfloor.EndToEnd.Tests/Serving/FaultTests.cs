using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>What can break around a server that takes events in. It goes on by itself, and loses and doubles nothing that it acknowledged.</summary>
public sealed class FaultTests
{
    private const int Some = 2_000; // events: they take less than a second

    [Fact]
    public async Task EventDisk_FullAndThenFreed_RefusesAndGoesOn()
    {
        var state = Directory.CreateTempSubdirectory("watchfloor-state-");
        await using var run = new NumberedRun(Path.Combine(state.FullName, "watchfloor.db"));
        await using var disk = await SmallDisk.MountAsync(run.Data, 400);
        await run.StartAsync();
        await run.AcknowledgedAsync(Some);

        disk.Fill();
        // The segment at hand has its space; the next finds none. Until then the server may be busy for a moment.
        await Eventually.TrueAsync(
            async () =>
            {
                using var answer = await PostAsync(run, FillingLines());
                if (answer.IsSuccessStatusCode) return false;
                Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.TooManyRequests, $"{answer.StatusCode}");
                Assert.NotNull(answer.Headers.RetryAfter);
                return (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Contains("ingest.disk_full", StringComparison.Ordinal);
            },
            () => "nobody is told that the disk is full");

        await run.Server.UntilPartAsync("disk", "Failed");
        using (var answer = await run.Server.Http.PostAsJsonAsync("/api/v1/tokens", new { name = "made while the disk is full", scopes = new[] { "ingest" } }, TestContext.Current.CancellationToken))
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
        using (var answer = await run.Server.Http.GetAsync("/api/v1/alerts", TestContext.Current.CancellationToken))
            Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");

        disk.Free();
        await run.AcknowledgedAsync(Some);
        await run.FinishAsync();
        state.Delete(recursive: true);
    }

    [Fact]
    public async Task StateDisk_FullAndThenFreed_TakesEventsInMeanwhile()
    {
        var folder = Directory.CreateTempSubdirectory("watchfloor-state-");
        await using (var disk = await SmallDisk.MountAsync(folder.FullName, 48))
        {
            await using var run = new NumberedRun(Path.Combine(folder.FullName, "watchfloor.db"));
            await run.StartAsync();
            await run.AcknowledgedAsync(Some);

            disk.Fill();
            await run.Server.UntilPartAsync("pipeline", "Failed");
            await run.AcknowledgedAsync(Some);

            disk.Free();
            await run.AcknowledgedAsync(Some);
            await run.FinishAsync();
        }

        folder.Delete();
    }

    [Fact]
    public async Task Postgres_StoppedAndStarted_TakesEventsInMeanwhile()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var run = new NumberedRun(await postgres.CreateDatabaseAsync());
        await run.StartAsync();
        await run.AcknowledgedAsync(Some);

        await postgres.StopAsync();
        await run.Server.UntilPartAsync("pipeline", "Failed");
        await run.AcknowledgedAsync(Some);

        await postgres.StartAsync();
        await run.AcknowledgedAsync(Some);
        await run.FinishAsync();
    }

    [Fact]
    public async Task Clock_JumpsThreeDaysBothWays_LosesAndDoublesNothing()
    {
        using var clock = new SetClock();
        await using var run = new NumberedRun();
        await run.StartAsync(environment: clock.Variables);
        foreach (var days in new[] { 0, 3, 0, -3, 3, 0 })
        {
            clock.Set(days);
            await run.AcknowledgedAsync(Some);
            await run.CompareAsync();
        }

        Assert.Equal(3, Directory.GetFiles(Path.Combine(run.Data, "events"), "*.db").Length);
        await run.FinishAsync();
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("garbled")]
    [InlineData("torn")]
    public async Task Log_TailDamaged_GoesOnBehindIt(string damage)
    {
        await using var run = new NumberedRun();
        await run.StartAsync();
        await run.AcknowledgedAsync(Some);
        // At a clean end everything is stored; after a kill the damage is behind what was acknowledged.
        if (damage == "torn") await run.KillAsync();
        else await run.StopAsync();
        DamageTail(Directory.GetFiles(Path.Combine(run.Data, "log"), "*.wlog").Order(StringComparer.Ordinal).Last(), damage);

        await run.StartAsync();
        await run.AcknowledgedAsync(Some);
        await run.CompareAsync();
        await run.KillAsync();
        await run.StartAsync();
        await run.FinishAsync();
    }

    [Fact]
    public async Task DayFile_Damaged_IsRefusedByNameAndTheRestServes()
    {
        using var clock = new SetClock();
        await using var run = new NumberedRun();
        clock.Set(-1);
        await run.StartAsync(environment: clock.Variables);
        await run.AcknowledgedAsync(Some);
        await run.StopAsync();
        var file = Assert.Single(Directory.GetFiles(Path.Combine(run.Data, "events"), "*.db"));
        using (var bytes = new FileStream(file, FileMode.Open, FileAccess.Write)) bytes.Write(Enumerable.Repeat((byte)0xA5, 64 << 10).ToArray());

        await run.StartAsync();
        await run.AcknowledgedAsync(Some);

        var name = Path.GetFileNameWithoutExtension(file);
        await Eventually.TrueAsync(
            async () =>
            {
                using var request = JsonContent.Create(new { limit = 100_000, columns = new[] { "number" } });
                using var answer = await run.Server.Http.PostAsync("/api/v1/query", request, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.Contains(answer.Headers.GetValues("Watchfloor-Warning"), w => Uri.UnescapeDataString(w).Contains(name, StringComparison.Ordinal));
                var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
                return text.Count(c => c == '\n') >= Some;
            },
            () => "today's events are not found");
        var health = await run.Server.PartAsync("store");
        Assert.Equal("Warning", health.GetProperty("status").GetString());
        Assert.Contains(name, health.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Senders_SlowAndHostile_HarmNobodyElse()
    {
        await using var run = new NumberedRun();
        await run.StartAsync();
        var web = run.Server.Http.BaseAddress!.Port;
        var senders = new List<HostileSender>();
        var head = $"POST /api/v1/ingest HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {run.Token}\r\n";
        for (var i = 0; i < 100; i++)
        {
            // None of them ever says the rest.
            senders.Add(await HostileSender.ConnectAsync(web, "POST /api/v1/ing"));
            senders.Add(await HostileSender.ConnectAsync(web, head + "Content-Length: 1000\r\n\r\n{\"a\":"));
            senders.Add(await HostileSender.ConnectAsync(run.RelpPort, "1 open 50 relp_version"));
            senders.Add(await HostileSender.ConnectAsync(run.SyslogPort, "<13>1 - host app"));
        }

        foreach (var port in new[] { web, run.RelpPort, run.SyslogPort })
        {
            var garbage = await HostileSender.ConnectAsync(port, "");
            senders.Add(garbage);
            await garbage.SendAsync(HostileSender.Garbage, 1);
            var endless = await HostileSender.ConnectAsync(port, port == web ? head + "Transfer-Encoding: chunked\r\n\r\n40000000\r\n" : port == run.RelpPort ? "1 syslog 999999999 " : "<13>1 - host app - - - ");
            senders.Add(endless);
            await endless.SendAsync(HostileSender.Letters, 1024);
        }

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await BombAsync(run));
        await run.AcknowledgedAsync(Some);
        var peak = run.Server.PeakMegabytes;
        Assert.True(peak < 1024, $"{peak} MB");
        foreach (var sender in senders) sender.Dispose();
        await run.FinishAsync();
    }

    /// <summary>A gigabyte of nothing in a few megabytes.</summary>
    [Fact]
    public async Task Connections_TenThousandIdle_CostLittleAndTakeNothingFromOthers()
    {
        const int addresses = 20, each = 500; // 1,000 are allowed from one address
        await using var run = new NumberedRun();
        await run.StartAsync();
        await run.AcknowledgedAsync(Some);
        var before = run.Server.PeakMegabytes;
        var senders = new List<HostileSender>();
        for (var i = 0; i < addresses * each; i++)
            senders.Add(await HostileSender.ConnectAsync(run.SyslogPort, "<13>1 - host app", new IPAddress([127, 0, 1, (byte)(i / each)])));
        await run.AcknowledgedAsync(Some);
        var grown = run.Server.PeakMegabytes - before;
        foreach (var sender in senders)
        {
            // Each is still heard.
            await sender.SendAsync(" - - - idle no more\n"u8.ToArray(), 1);
            sender.Dispose();
        }

        await Eventually.TrueAsync(async () => await CountIdleAsync(run) == addresses * each, () => run.Server.Errors);
        Assert.True(grown < 500, $"{grown} MB"); // a buffer of 64 KiB for each would be 625
        await run.FinishAsync();
    }

    private static async Task<int> CountIdleAsync(NumberedRun run)
    {
        var request = new { from = TimeProvider.System.GetUtcNow().AddHours(-1), to = TimeProvider.System.GetUtcNow().AddHours(1), where = "message == 'idle no more'", columns = new[] { "host" }, limit = 100_000 };
        using var answer = await run.Server.Http.PostAsJsonAsync("/api/v1/query", request, TestContext.Current.CancellationToken);
        return (await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Count('\n');
    }

    private static async Task<HttpStatusCode> BombAsync(NumberedRun run)
    {
        var file = Path.Combine(run.Data, "bomb.gz");
        await ServerProcess.CommandAsync("sh", "-c", $"head -c 1G /dev/zero | gzip -1 > {file}");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ingest") { Content = new ByteArrayContent(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)) };
        request.Content.Headers.ContentEncoding.Add("gzip");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", run.Token);
        using var answer = await run.Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static void DamageTail(string segment, string damage)
    {
        var bytes = File.ReadAllBytes(segment);
        var end = Array.FindLastIndex(bytes, b => b != 0) + 1;
        using var file = new FileStream(segment, FileMode.Open, FileAccess.Write);
        var garbage = Enumerable.Range(0, 5_000).Select(i => (byte)(i * 167 + 13)).ToArray();
        switch (damage)
        {
            case "cut":
                file.SetLength(end / 2);
                break;
            case "garbled":
                file.Position = end - garbage.Length;
                file.Write(garbage);
                break;
            default:
                file.Position = end;
                file.Write(garbage);
                break;
        }
    }

    /// <summary>Four megabytes in four lines, which no rule looks at.</summary>
    private static byte[] FillingLines() => [.. Enumerable.Repeat("{\"text\":\"" + new string('x', 1 << 20) + "\"}\n", 4).SelectMany(System.Text.Encoding.UTF8.GetBytes)];

    private static async Task<HttpResponseMessage> PostAsync(NumberedRun run, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ingest") { Content = new ByteArrayContent(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", run.Token);
        return await run.Server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

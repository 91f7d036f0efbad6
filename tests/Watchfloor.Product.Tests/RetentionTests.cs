using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Contracts.Monitoring;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Store;
using Watchfloor.Platform.Store.Retention;
using Watchfloor.Product.Tests.Hosting;

namespace Watchfloor.Product.Tests;

/// <summary>Retention classes of sources, from the settings to the files that expire.</summary>
public sealed class RetentionTests
{
    private static readonly DateTimeOffset _day = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private static readonly RetentionOptions _retention = new()
    {
        Default = new RetentionRule { Days = 30 },
        Classes = new Dictionary<string, RetentionRule> { ["long"] = new() { Days = 365 }, ["debug"] = new() { Days = 7 } },
    };

    [Fact]
    public async Task Expiry_SourcesOfSeveralClasses_EachIsKeptAsItsClassSays()
    {
        var clock = new SetClock(_day);
        await using var server = await RunningServer.StartAsync(o => o with { Retention = _retention }, time: clock);
        var expiry = server.Services.GetRequiredService<Expiry>();
        foreach (var retention in (string[])["std", "long", "debug"]) await SendAsync(server, await TokenAsync(server, retention));
        var store = server.Services.GetRequiredService<EmbeddedEventStore>();
        await Eventually.TrueAsync(() => store.Files().Count == 3);

        Assert.Empty(expiry.Run());
        clock.Set(_day.AddDays(8));
        Assert.Equal(["2026-03-02.debug"], expiry.Run());
        clock.Set(_day.AddDays(31));
        Assert.Equal(["2026-03-02.std"], expiry.Run());
        clock.Set(_day.AddDays(366));
        Assert.Equal(["2026-03-02.long"], expiry.Run());
    }

    [Fact]
    public async Task Source_ClassThatThereIsNot_IsRefusedWithThoseThatThereAre()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Retention = _retention });

        using var answer = await AddAsync(server, "forever");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("settings.retention", problem, StringComparison.Ordinal);
        Assert.Contains("there are debug, long, std", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_ClassTakenOutOfTheSettings_CanStillBeChangedOtherwise()
    {
        var folder = Directory.CreateTempSubdirectory("watchfloor-");
        await using (var server = await RunningServer.StartAsync(o => o with { Retention = _retention }, folder.FullName)) await TokenAsync(server, "long");

        await using (var server = await RunningServer.StartAsync(data: folder.FullName))
        {
            using var same = await ChangeAsync(server, new SourceSettings { Retention = "long", EventsPerSecond = 7 });
            using var other = await ChangeAsync(server, new SourceSettings { Retention = "debug" });
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (same.StatusCode, other.StatusCode));
        }

        folder.Delete(recursive: true);
    }

    private static Task<HttpResponseMessage> AddAsync(RunningServer server, string retention) => server.Owner.PostAsJsonAsync(
        "/api/v1/sources",
        new AddSource { Name = "source-" + retention, Kind = "http", Settings = new SourceSettings { Retention = retention } },
        SourcesJson.Default.AddSource,
        TestContext.Current.CancellationToken);

    private static async Task<HttpResponseMessage> ChangeAsync(RunningServer server, SourceSettings settings) => await server.Owner.PatchAsJsonAsync(
        "/api/v1/sources/source-long", new SourceChange(Settings: settings), SourcesJson.Default.SourceChange, TestContext.Current.CancellationToken);

    private static async Task<string> TokenAsync(RunningServer server, string retention)
    {
        using var answer = await AddAsync(server, retention);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync(SourcesJson.Default.SourceWithToken, TestContext.Current.CancellationToken))!.Token;
    }

    private static async Task SendAsync(RunningServer server, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ingest") { Content = new StringContent("{\"n\":1}", Encoding.UTF8, "application/x-ndjson") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}

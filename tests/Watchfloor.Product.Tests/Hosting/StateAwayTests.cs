using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Watchfloor.Diagnostics;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary>What the server does while its PostgreSQL is away: longer than anything that asks it now and then waits.</summary>
public sealed class StateAwayTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task State_AwayUntilEveryPartHasNoticed_ServerTakesEventsAndSaysSo()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        await using var server = await StartAsync(await postgres.CreateDatabaseAsync());
        using var sender = await server.ClientAsync("ingest");
        Assert.Equal(HttpStatusCode.OK, await SendAsync(sender, 1));

        await postgres.StopAsync();
        var log = server.Services.GetRequiredService<RecentLog>();
        foreach (var part in new[] { "reading the sources failed", "The tokens cannot be read again", "entries are not being sealed" })
            await Eventually.TrueAsync(() => Task.FromResult(log.Lines.Any(l => l.Contains(part, StringComparison.Ordinal))), () => $"nothing says that {part}");

        Assert.False(server.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(sender, 2));
        foreach (var credential in new[] { new HttpRequestMessage { Headers = { { "Cookie", Secret("ws") } } }, new HttpRequestMessage { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", Secret("wf")) } } })
        {
            using var request = credential;
            request.RequestUri = new Uri("/api/v1/session", UriKind.Relative);
            using var answer = await server.Http.SendAsync(request, Cancel);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Equal("state.unavailable", (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("code").GetString());
        }

        await postgres.StartAsync();
        await Eventually.TrueAsync(async () => (await FoundAsync(server)).SequenceEqual([1, 2]));
    }

    [Fact]
    public async Task Stop_WhileTheStateIsAway_LeavesTheRestToTheNextStart()
    {
        await using var postgres = await PostgresServer.StartNewAsync();
        var connection = await postgres.CreateDatabaseAsync();
        await using (var server = await StartAsync(connection))
        {
            using var sender = await server.ClientAsync("ingest");
            Assert.Equal(HttpStatusCode.OK, await SendAsync(sender, 1));
            await postgres.StopAsync();
            Assert.Equal(HttpStatusCode.OK, await SendAsync(sender, 2));
        }

        // Here it has ended, whether it waited for an answer of the state or had not asked yet.
        await postgres.StartAsync();
        await using var again = await StartAsync(connection);
        await Eventually.TrueAsync(async () => (await FoundAsync(again)).SequenceEqual([1, 2]));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Secret(string kind) => (kind == "ws" ? "watchfloor_session=" : "") + $"{kind}_{Guid.CreateVersion7():N}_{new string('a', 64)}";

    private static async Task<HttpStatusCode> SendAsync(HttpClient sender, int number)
    {
        using var body = new StringContent($$"""{"number":{{number}}}""", Encoding.UTF8, "application/x-ndjson");
        using var answer = await sender.PostAsync("/api/v1/ingest", body, Cancel);
        return answer.StatusCode;
    }

    private static async Task<List<int>> FoundAsync(RunningServer server)
    {
        using var request = new StringContent("""{"columns":["number"],"where":"number > 0","order":"oldest"}""", Encoding.UTF8, "application/json");
        using var answer = await server.Owner.PostAsync("/api/v1/query", request, Cancel);
        if (!answer.IsSuccessStatusCode) return [];
        var lines = (await answer.Content.ReadAsStringAsync(Cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("number").GetInt32())];
    }

    private Task<RunningServer> StartAsync(string connection) => RunningServer.StartAsync(o => o with { State = connection }, _folder.FullName);
}

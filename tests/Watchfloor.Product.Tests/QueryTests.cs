using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Watchfloor.Product.Tests.Hosting;

namespace Watchfloor.Product.Tests;

public sealed class QueryTests
{
    [Fact]
    public async Task Query_IngestedEvent_IsFoundWithItsRawForm()
    {
        await using var server = await RunningServer.StartAsync();
        var host = "host-" + Guid.NewGuid().ToString("N");
        using var sender = await server.ClientAsync("ingest");
        using var body = new StringContent($$$"""{"Computer":"{{{host}}}","a":{"b":[1,2]}}""" + "\n", Encoding.UTF8, "application/x-ndjson");
        using (var sent = await sender.PostAsync("/api/v1/ingest", body, TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);

        JsonElement row;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            Assert.False(limit.IsCancellationRequested, "the event is never found");
            await Task.Delay(50, TestContext.Current.CancellationToken);
            using var answer = await QueryAsync(server, $"host == '{host}' and (a.b == 2 or ['a.b'] == 2)");
            Assert.Equal("application/x-ndjson", answer.Content.Headers.ContentType!.MediaType);
            var lines = (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length == 0) continue;
            row = JsonDocument.Parse(Assert.Single(lines)).RootElement;
            break;
        }

        var id = row.GetProperty("id").GetString();
        var one = await server.Owner.GetFromJsonAsync<JsonElement>($"/api/v1/events/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(host, one.GetProperty("host").GetString());
        Assert.Contains(host, await server.Owner.GetStringAsync($"/api/v1/events/{id}/raw", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_WrongFilter_IsAProblemWithItsPlace()
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await QueryAsync(server, "a ==\n ;");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(("query.filter", 2, 2), (problem.GetProperty("code").GetString(), problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task Kql_Query_AnswersWithItsColumns()
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.Owner.PostAsJsonAsync("/api/v1/query", new { kql = "print b = 1 + 1, a = 'x, y'" }, TestContext.Current.CancellationToken);

        Assert.Equal("""{"b":2,"a":"x, y"}""" + "\n", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("b,a", Assert.Single(answer.Headers.GetValues("Watchfloor-Columns")));
    }

    [Fact]
    public async Task Kql_WrongQuery_IsAProblemWithItsPlace()
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.Owner.PostAsJsonAsync("/api/v1/query", new { kql = "Events |\n cuont" }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(("kql", 2, 2), (problem.GetProperty("field").GetString(), problem.GetProperty("line").GetInt32(), problem.GetProperty("column").GetInt32()));
    }

    [Theory]
    [InlineData("""{"kql":"Events","where":"a == 1"}""", "kql")]
    [InlineData("""{"wheer":"a == 1"}""", "wheer")]
    [InlineData("""{"limit":0}""", "limit")]
    [InlineData("""{"order":"up"}""", "order")]
    [InlineData("""{"from":"2026-01-02T00:00:00Z","to":"2026-01-01T00:00:00Z"}""", "from")]
    [InlineData("not json", "the JSON object that is wanted")]
    public async Task Query_WrongRequest_SaysWhichPart(string body, string named)
    {
        await using var server = await RunningServer.StartAsync();
        using var answer = await server.Owner.PostAsync("/api/v1/query", new StringContent(body, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_NotAllowed_IsRefusedBeforeItIsRead()
    {
        await using var server = await RunningServer.StartAsync();
        using var sender = await server.ClientAsync("ingest");
        using var anonymous = await server.Http.PostAsync("/api/v1/query", null, TestContext.Current.CancellationToken);
        using var wrong = await sender.PostAsync("/api/v1/query", null, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (anonymous.StatusCode, wrong.StatusCode));
    }

    [Fact]
    public async Task Event_UnknownOrWrongId_IsSaid()
    {
        await using var server = await RunningServer.StartAsync();
        using var unknown = await server.Owner.GetAsync("/api/v1/events/" + new string('0', 32), TestContext.Current.CancellationToken);
        using var wrong = await server.Owner.GetAsync("/api/v1/events/xyz", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.BadRequest), (unknown.StatusCode, wrong.StatusCode));
    }

    private static async Task<HttpResponseMessage> QueryAsync(RunningServer server, string where) =>
        await server.Owner.PostAsync("/api/v1/query", new StringContent(JsonSerializer.Serialize(new Dictionary<string, string> { ["where"] = where }), Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
}

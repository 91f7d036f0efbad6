using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Log;
using Watchfloor.Product.Tests.Inputs.Fakes;

namespace Watchfloor.Product.Tests.Inputs;

public sealed class ElasticTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/_bulk")]
    [InlineData("/elastic/_bulk")]
    public async Task Bulk_CreateAndIndex_AreTakenWithTheirIndex(string path)
    {
        await using var host = await InputHost.StartAsync();

        var answer = await BulkAsync(host, path, """
            {"create":{"_index":"logs-a"}}
            {"n":1}
            {"index":{"_index":"b","_id":"7","_type":"_doc","routing":"x"}}
            { }

            """);

        Assert.False(answer.GetProperty("errors").GetBoolean());
        Assert.Equal(["""{"_index":"logs-a","n":1}""", """{"_index":"b"}"""], host.Log.Lines);
        var items = answer.GetProperty("items");
        Assert.Equal(201, items[0].GetProperty("create").GetProperty("status").GetInt32());
        Assert.NotEmpty(items[0].GetProperty("create").GetProperty("_id").GetString()!);
        Assert.Equal("7", items[1].GetProperty("index").GetProperty("_id").GetString());
        Assert.Equal(("elastic", "jsonl"), (host.Log.Batches[0].Input, host.Log.Batches[0].Format));
    }

    [Fact]
    public async Task Bulk_IndexInTheAddress_IsUsedWhereAnActionNamesNone()
    {
        await using var host = await InputHost.StartAsync();

        await BulkAsync(host, "/logs-x/_bulk", "{\"index\":{}}\n{\"n\":1}\n");
        var answer = await BulkAsync(host, "/_bulk", "{\"index\":{}}\n{\"n\":2}\n");

        Assert.Equal(["""{"_index":"logs-x","n":1}"""], host.Log.Lines);
        Assert.Equal(400, answer.GetProperty("items")[0].GetProperty("index").GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Bulk_UpdateAndDelete_AreRefusedEachForItself()
    {
        await using var host = await InputHost.StartAsync();

        var answer = await BulkAsync(host, "/_bulk", """
            {"delete":{"_index":"a","_id":"1"}}
            {"create":{"_index":"a"}}
            {"n":1}
            {"update":{"_index":"a","_id":"2"}}
            {"doc":{"n":2}}

            """);

        Assert.True(answer.GetProperty("errors").GetBoolean());
        Assert.Equal([400, 201, 400], answer.GetProperty("items").EnumerateArray().Select(i => i.EnumerateObject().Single().Value.GetProperty("status").GetInt32()));
        Assert.Equal(["""{"_index":"a","n":1}"""], host.Log.Lines);
    }

    [Fact]
    public async Task Bulk_SameIdAgain_IsSuccessAndDoublesNothing()
    {
        await using var host = await InputHost.StartAsync();
        const string First = "{\"create\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"n\":1}\n";

        await BulkAsync(host, "/_bulk", First);
        var again = await BulkAsync(host, "/_bulk", First
            + "{\"create\":{\"_index\":\"a\",\"_id\":\"2\"}}\n{\"n\":2}\n{\"create\":{\"_index\":\"a\",\"_id\":\"2\"}}\n{\"n\":2}\n"
            + "{\"create\":{\"_index\":\"b\",\"_id\":\"1\"}}\n{\"n\":3}\n{\"create\":{\"_index\":\"b\"}}\n{\"n\":4}\n");

        Assert.False(again.GetProperty("errors").GetBoolean());
        Assert.Equal(5, again.GetProperty("items").GetArrayLength());
        Assert.Equal(["1", "2", "3", "4"], host.Log.Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("n").ToString()));
        Assert.Equal([1, 2], host.Log.Batches.Select(b => b.Keys.Count));
    }

    [Fact]
    public async Task Bulk_BrokenDocument_IsKeptAndHarmsNoOther()
    {
        await using var host = await InputHost.StartAsync();

        var answer = await BulkAsync(host, "/_bulk", "{\"create\":{\"_index\":\"a\"}}\nnonsense\n{\"create\":{\"_index\":\"a\"}}\n{\"n\":1}\n");

        Assert.False(answer.GetProperty("errors").GetBoolean());
        Assert.Equal(["nonsense", """{"_index":"a","n":1}"""], host.Log.Lines);
    }

    [Theory]
    [InlineData("{\"n\":1}\n{\"n\":2}\n", "[1]")]
    [InlineData("{\"create\":{\"_index\":\"a\"}}\n{\"n\":1}\nnonsense\n{}\n", "[3]")]
    [InlineData("{\"create\":{\"_index\":\"a\"}}\n", "[1]")]
    [InlineData("", "required")]
    public async Task Bulk_BrokenAction_RefusesTheWholeAndNamesTheLine(string body, string named)
    {
        await using var host = await InputHost.StartAsync();

        using var answer = await PostAsync(host, "/_bulk", body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(named, (await JsonAsync(answer)).GetProperty("error").GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, host.Log.Asked);
    }

    [Fact]
    public async Task Bulk_BeforeTheLogIsDurable_IsNotAnswered()
    {
        await using var host = await InputHost.StartAsync();
        host.Log.Close();

        var post = PostAsync(host, "/_bulk", "{\"create\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"n\":1}\n");
        await Eventually.TrueAsync(() => host.Log.Asked == 1);
        var second = PostAsync(host, "/_bulk", "{\"create\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"n\":1}\n");
        using var other = await host.Http.GetAsync("/_license", Cancellation);
        Assert.False(post.IsCompleted || second.IsCompleted);
        host.Log.Open();

        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await second).StatusCode);
        Assert.Single(host.Log.Batches);
    }

    [Theory]
    [InlineData(AppendOutcome.Full, HttpStatusCode.TooManyRequests)]
    [InlineData(AppendOutcome.Busy, HttpStatusCode.TooManyRequests)]
    [InlineData(AppendOutcome.Failed, HttpStatusCode.ServiceUnavailable)]
    public async Task Bulk_TheLogRefuses_RefusesTheWhole(AppendOutcome outcome, HttpStatusCode status)
    {
        await using var host = await InputHost.StartAsync();
        host.Log.Outcome = outcome;

        using var answer = await PostAsync(host, "/_bulk", "{\"create\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"n\":1}\n");
        host.Log.Outcome = AppendOutcome.Durable;
        await BulkAsync(host, "/_bulk", "{\"create\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"n\":1}\n");

        Assert.Equal(status, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal((int)status, (await JsonAsync(answer)).GetProperty("status").GetInt32());
        Assert.Single(host.Log.Lines);
    }

    [Fact]
    public async Task Bulk_FilterPath_GivesOnlyWhatIsAskedFor()
    {
        await using var host = await InputHost.StartAsync();

        using var answer = await PostAsync(host, "/_bulk?filter_path=errors,items.*.error,items.*.status", "{\"create\":{\"_index\":\"a\"}}\n{\"n\":1}\n");

        Assert.Equal("""{"errors":false,"items":[{"create":{"status":201}}]}""", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Document_Alone_IsTakenOnOneLine()
    {
        await using var host = await InputHost.StartAsync();

        using var answer = await PostAsync(host, "/logs/_doc", "{\n \"n\": 1\n}");
        using var named = await PostAsync(host, "/elastic/logs/_create/5", "{\"n\":2}");

        Assert.Equal([HttpStatusCode.Created, HttpStatusCode.Created], [answer.StatusCode, named.StatusCode]);
        Assert.Equal("5", (await JsonAsync(named)).GetProperty("_id").GetString());
        Assert.Equal(2, host.Log.Lines.Count);
        Assert.Equal(1, JsonDocument.Parse(host.Log.Lines[0]).RootElement.GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("HEAD", "/")]
    [InlineData("GET", "/elastic")]
    [InlineData("GET", "/elastic/")]
    [InlineData("GET", "/_license")]
    [InlineData("GET", "/_xpack")]
    [InlineData("GET", "/_cluster/health")]
    [InlineData("HEAD", "/_index_template/filebeat-8.19.0")]
    [InlineData("GET", "/_index_template/filebeat-8.19.0")]
    [InlineData("PUT", "/_index_template/filebeat-8.19.0")]
    [InlineData("PUT", "/_component_template/x")]
    [InlineData("PUT", "/_template/x")]
    [InlineData("GET", "/_ilm/policy/filebeat")]
    [InlineData("PUT", "/_ilm/policy/filebeat")]
    [InlineData("PUT", "/_ingest/pipeline/x")]
    [InlineData("PUT", "/_data_stream/x")]
    [InlineData("HEAD", "/_alias/x")]
    [InlineData("HEAD", "/elastic/logs-x")]
    [InlineData("PUT", "/elastic/logs-x")]
    public async Task Question_OfASender_IsAnsweredSoThatItGoesOn(string method, string path)
    {
        await using var host = await InputHost.StartAsync();

        using var answer = await host.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("Elasticsearch", answer.Headers.GetValues("X-Elastic-Product").Single());
        if (method != "HEAD") Assert.Equal(JsonValueKind.Object, (await JsonAsync(answer)).ValueKind);
    }

    [Fact]
    public async Task Root_SaysAVersionThatSendersTake()
    {
        await using var host = await InputHost.StartAsync();

        var root = await host.Http.GetFromJsonAsync<JsonElement>("/", Cancellation);

        Assert.Matches(@"^8\.\d+\.\d+$", root.GetProperty("version").GetProperty("number").GetString());
        Assert.Equal("You Know, for Search", root.GetProperty("tagline").GetString());
    }

    [Fact]
    public async Task Root_ForPeople_IsNotOurs()
    {
        await using var host = await InputHost.StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = null;

        using var answer = await host.Http.GetAsync("/", Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.False(answer.Headers.Contains("X-Elastic-Product"));
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("reader", HttpStatusCode.Forbidden)]
    public async Task Anything_WithoutARightToSend_IsRefused(string? token, HttpStatusCode status)
    {
        await using var host = await InputHost.StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);

        foreach (var path in new[] { "/_license", "/elastic", "/_index_template/x", "/elastic/x/y/z" })
        {
            using var question = await host.Http.GetAsync(path, Cancellation);
            Assert.Equal(status, question.StatusCode);
        }

        foreach (var path in new[] { "/_bulk", "/elastic/a/_bulk", "/a/_doc" })
        {
            using var answer = await PostAsync(host, path, "{\"create\":{\"_index\":\"a\"}}\n{\"n\":1}\n");
            Assert.Equal(status, answer.StatusCode);
        }

        Assert.Equal(0, host.Log.Asked);
    }

    [Fact]
    public async Task Bulk_BasicAuthentication_TakesTheTokenAsPassword()
    {
        await using var host = await InputHost.StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("anybody:sender")));

        Assert.False((await BulkAsync(host, "/_bulk", "{\"create\":{\"_index\":\"a\"}}\n{\"n\":1}\n")).GetProperty("errors").GetBoolean());
    }

    private static async Task<JsonElement> BulkAsync(InputHost host, string path, string body)
    {
        using var answer = await PostAsync(host, path, body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await JsonAsync(answer);
    }

    private static Task<HttpResponseMessage> PostAsync(InputHost host, string path, string body) =>
        host.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/x-ndjson"), Cancellation);

    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
}

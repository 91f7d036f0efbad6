using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Log;
using Watchfloor.Product.Tests.Inputs.Fakes;

namespace Watchfloor.Product.Tests.Inputs;

public sealed class HecTests
{
    private const string Channel = "11111111-2222-3333-4444-555555555555";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        """{"event":"hello","time":1764000000.5,"host":"h1","source":"/var/log/x","sourcetype":"x:log","index":"main"}""",
        """{"message":"hello","@timestamp":"2025-11-24T16:00:00.500000Z","host.name":"h1","source":"/var/log/x","sourcetype":"x:log","index":"main"}""")]
    [InlineData(
        """{"event":{"EventID":1,"Image":"C:\\a.exe"},"host":"h1","fields":{"site":"b"}}""",
        """{"EventID":1,"Image":"C:\\a.exe","host.name":"h1","site":"b"}""")]
    [InlineData(
        """{"time":"1764000000","event":{"source":"own","@timestamp":"x","host":{"name":"y"}},"source":"s","host":"h"}""",
        """{"source":"own","@timestamp":"x","host":{"name":"y"},"splunk.time":"2025-11-24T16:00:00.000000Z","splunk.host":"h","splunk.source":"s"}""")]
    [InlineData("""{"event":42,"fields":{}}""", """{"message":"42"}""")]
    [InlineData("{\"event\":{\n\"a\":\n1}}", """{"a": 1}""")]
    public async Task Event_BecomesALineWithWhatItsEnvelopeSays(string sent, string line)
    {
        await using var host = await StartAsync();

        using var answer = await PostAsync(host, "/services/collector/event", sent);

        Assert.Equal("""{"text":"Success","code":0}""", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal([line], host.Log.Lines);
        Assert.Equal("hec", host.Log.Batches[0].Input);
    }

    [Theory]
    [InlineData("{\"event\":1}{\"event\":2}")]
    [InlineData("{\"event\":1}\n\n {\"event\":2}\n")]
    public async Task Event_SeveralEnvelopes_AreSeveralEvents(string sent)
    {
        await using var host = await StartAsync();

        await PostAsync(host, "/services/collector", sent);

        Assert.Equal(["""{"message":"1"}""", """{"message":"2"}"""], host.Log.Lines);
    }

    [Theory]
    [InlineData("", 5, null)]
    [InlineData("nonsense", 6, 0)]
    [InlineData("{\"event\":1}{\"event\":", 6, 1)]
    [InlineData("[{\"event\":1}]", 6, 0)]
    [InlineData("{\"event\":1,\"time\":\"soon\"}", 6, 0)]
    [InlineData("{\"host\":\"h\"}", 12, 0)]
    [InlineData("{\"event\":1}{\"event\":null}", 12, 1)]
    [InlineData("{\"event\":\"\"}", 13, 0)]
    [InlineData("{\"event\":{}}", 13, 0)]
    [InlineData("{\"event\":1,\"fields\":[1]}", 15, 0)]
    public async Task Event_Wrong_IsRefusedWholeWithSplunksNumber(string sent, int code, int? number)
    {
        await using var host = await StartAsync();

        using var answer = await PostAsync(host, "/services/collector/event", sent);
        var json = await JsonAsync(answer);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, json.GetProperty("code").GetInt32());
        Assert.Equal(number, json.TryGetProperty("invalid-event-number", out var n) ? n.GetInt32() : null);
        Assert.Equal(0, host.Log.Asked);
    }

    [Fact]
    public async Task Raw_Lines_AreTakenAsTheyAre()
    {
        await using var host = await StartAsync();

        await PostAsync(host, "/services/collector/raw", "<34>1 2026-11-24T10:00:00Z h a - - - one\n<34>1 2026-11-24T10:00:00Z h a - - - two\n");
        await PostAsync(host, "/services/collector/raw?sourcetype=x&host=h", "one\n\ntwo \"quoted\"\n");
        using var empty = await PostAsync(host, "/services/collector/raw", " \n");

        Assert.Equal(["syslog", "jsonl"], host.Log.Batches.Select(b => b.Format));
        Assert.Equal(
            ["""{"message":"one","host.name":"h","sourcetype":"x"}""", """{"message":"two \u0022quoted\u0022","host.name":"h","sourcetype":"x"}"""],
            host.Log.Lines.Skip(2));
        Assert.Equal(5, (await JsonAsync(empty)).GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task Ack_IsGivenForWhatIsOnDiskAndForNothingElse()
    {
        await using var host = await StartAsync();
        host.Http.DefaultRequestHeaders.Add("X-Splunk-Request-Channel", Channel);

        using var first = await PostAsync(host, "/services/collector/event", "{\"event\":1}");
        var id = (await JsonAsync(first)).GetProperty("ackId").GetInt64();
        using var asked = await PostAsync(host, "/services/collector/ack", $"{{\"acks\":[{id},{id + 1},0]}}");
        var acks = (await JsonAsync(asked)).GetProperty("acks");

        Assert.True(acks.GetProperty($"{id}").GetBoolean());
        Assert.False(acks.GetProperty($"{id + 1}").GetBoolean());
        Assert.False(acks.GetProperty("0").GetBoolean());
        Assert.True(id < 1L << 53);
    }

    [Fact]
    public async Task Ack_AfterARestart_StillHoldsForWhatWasGivenBefore()
    {
        var log = new MemoryLog();
        long id;
        await using (var host = await StartAsync(log))
        {
            using var first = await PostAsync(host, $"/services/collector/event?channel={Channel}", "{\"event\":1}");
            id = (await JsonAsync(first)).GetProperty("ackId").GetInt64();
        }

        await using var next = await StartAsync(log);
        using var asked = await PostAsync(next, $"/services/collector/ack?channel={Channel}", $"{{\"acks\":[{id}]}}");
        Assert.True((await JsonAsync(asked)).GetProperty("acks").GetProperty($"{id}").GetBoolean());
    }

    [Fact]
    public async Task Channel_MissingOrWrong_IsNamed()
    {
        await using var host = await StartAsync();

        using var missing = await PostAsync(host, "/services/collector/ack", "{\"acks\":[1]}");
        using var wrong = await PostAsync(host, "/services/collector/event?channel=x", "{\"event\":1}");

        Assert.Equal(10, (await JsonAsync(missing)).GetProperty("code").GetInt32());
        Assert.Equal(11, (await JsonAsync(wrong)).GetProperty("code").GetInt32());
        Assert.Equal(0, host.Log.Asked);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, 2)]
    [InlineData("Splunk nobody", HttpStatusCode.Forbidden, 4)]
    [InlineData("Splunk reader", HttpStatusCode.Forbidden, 4)]
    [InlineData("Splunk", HttpStatusCode.Unauthorized, 3)]
    [InlineData("Splunk source-01890000-0000-7000-8000-00000000dead", HttpStatusCode.Forbidden, 1)]
    public async Task Event_WithoutARightToSend_IsRefusedWithSplunksNumber(string? authorization, HttpStatusCode status, int code)
    {
        await using var host = await StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = null;
        if (authorization is not null) host.Http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        foreach (var path in new[] { "/services/collector/event", "/services/collector/raw", "/services/collector/ack" })
        {
            using var answer = await PostAsync(host, path, "{\"event\":1}");
            Assert.Equal((status, code), (answer.StatusCode, (await JsonAsync(answer)).GetProperty("code").GetInt32()));
        }

        Assert.Equal(0, host.Log.Asked);
    }

    [Theory]
    [InlineData(AppendOutcome.Full, HttpStatusCode.ServiceUnavailable, 9)]
    [InlineData(AppendOutcome.Failed, HttpStatusCode.InternalServerError, 8)]
    public async Task Event_TheLogRefuses_GivesNoAck(AppendOutcome outcome, HttpStatusCode status, int code)
    {
        await using var host = await StartAsync();
        host.Log.Outcome = outcome;

        using var answer = await PostAsync(host, $"/services/collector/event?channel={Channel}", "{\"event\":1}");
        var json = await JsonAsync(answer);

        Assert.Equal((status, code), (answer.StatusCode, json.GetProperty("code").GetInt32()));
        Assert.False(json.TryGetProperty("ackId", out _));
    }

    [Fact]
    public async Task Event_BeforeTheLogIsDurable_IsNotAnswered()
    {
        await using var host = await StartAsync();
        host.Log.Close();

        var post = PostAsync(host, "/services/collector/event", "{\"event\":1}");
        await Eventually.TrueAsync(() => host.Log.Asked == 1);
        using var health = await host.Http.GetAsync("/services/collector/health", Cancellation);
        Assert.False(post.IsCompleted);
        host.Log.Open();

        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
        Assert.Equal(17, (await JsonAsync(health)).GetProperty("code").GetInt32());
    }

    private static async Task<InputHost> StartAsync(MemoryLog? log = null)
    {
        var host = await InputHost.StartAsync(log: log);
        host.Http.DefaultRequestHeaders.Authorization = new("Splunk", "sender");
        return host;
    }

    private static Task<HttpResponseMessage> PostAsync(InputHost host, string path, string body) =>
        host.Http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);

    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
}

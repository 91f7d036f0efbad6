using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Log;
using Watchfloor.Product.Tests.Inputs.Fakes;

namespace Watchfloor.Product.Tests.Inputs;

public sealed class IngestTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_Lines_AreOnDiskAndCounted()
    {
        await using var host = await InputHost.StartAsync();

        var answer = await PostAsync(host, "{\"n\":1}\n{\"n\":2}\n", "application/x-ndjson");

        Assert.Equal(2, (await JsonAsync(answer)).GetProperty("accepted").GetInt32());
        Assert.Equal(["{\"n\":1}", "{\"n\":2}"], host.Log.Lines);
        var batch = Assert.Single(host.Log.Batches);
        Assert.Equal(("http", "jsonl", "127.0.0.1", "std"), (batch.Input, batch.Format, batch.Sender, batch.Retention));
    }

    [Fact]
    public async Task Post_BeforeTheLogIsDurable_IsNotAnswered()
    {
        await using var host = await InputHost.StartAsync();
        host.Log.Close();

        var post = PostAsync(host, "{\"n\":1}", "application/json");
        await Eventually.TrueAsync(() => host.Log.Asked == 1);
        // An answer would have come by now if it did not wait for the disk: another request goes through all of the server meanwhile.
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(host, "{}", token: null)).StatusCode);
        Assert.False(post.IsCompleted);
        host.Log.Open();

        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Theory]
    [InlineData("[{\"n\":1},{\"n\":2},\n{\"n\":3}]", 3)]
    [InlineData("{\n  \"n\": 1\n}", 1)]
    [InlineData("{\"Records\":[{\"n\":1},{\"n\":2}]}", 2)]
    [InlineData("{\"n\":1}", 1)]
    [InlineData("", 0)]
    [InlineData("\n\n", 0)]
    [InlineData("[]", 0)]
    public async Task Post_JsonText_IsTakenWhateverItsShape(string body, int events)
    {
        await using var host = await InputHost.StartAsync();

        var answer = await PostAsync(host, body, "application/json");

        Assert.Equal(events, (await JsonAsync(answer)).GetProperty("accepted").GetInt32());
        Assert.Equal(events > 0 ? 1 : 0, host.Log.Batches.Count);
    }

    [Fact]
    public async Task Post_OneBadLine_TakesTheGoodOnesAndNamesTheBadOne()
    {
        await using var host = await InputHost.StartAsync();

        var answer = await JsonAsync(await PostAsync(host, "{\"n\":1}\n{\"n\":\n\n{\"n\":3}\nnonsense\n", "application/x-ndjson"));

        Assert.Equal((4, 2), (answer.GetProperty("accepted").GetInt32(), answer.GetProperty("unparsed").GetInt32()));
        Assert.Equal([2, 5], answer.GetProperty("unparsedLines").EnumerateArray().Select(l => l.GetProperty("line").GetInt32()));
        Assert.Equal("not a JSON object", answer.GetProperty("unparsedLines")[1].GetProperty("reason").GetString());
        Assert.Equal(4, host.Log.Lines.Count);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("zstd")]
    [InlineData("identity")]
    public async Task Post_Compressed_IsUnpacked(string coding)
    {
        await using var host = await InputHost.StartAsync();
        var body = string.Concat(Enumerable.Range(0, 5_000).Select(n => $"{{\"n\":{n},\"text\":\"{n * 7919}\"}}\n"));

        var answer = await PostAsync(host, Coding.Pack(coding, body), coding);

        Assert.Equal(5_000, (await JsonAsync(answer)).GetProperty("accepted").GetInt32());
        Assert.Equal(body, string.Concat(host.Log.Batches.Select(b => Encoding.UTF8.GetString(b.Body.Span))));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    [InlineData("deflate")]
    public async Task Post_CutCompressedBody_IsRefusedWhole(string coding)
    {
        await using var host = await InputHost.StartAsync();
        var packed = Coding.Pack(coding, string.Concat(Enumerable.Range(0, 5_000).Select(n => $"{{\"n\":{n * 7919}}}\n")));

        var answer = await PostAsync(host, packed[..(packed.Length / 2)], coding);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("ingest.damaged", (await JsonAsync(answer)).GetProperty("code").GetString());
        Assert.Empty(host.Log.Batches);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Post_Bomb_IsRefused(string coding)
    {
        await using var host = await InputHost.StartAsync();

        var answer = await PostAsync(host, Coding.Pack(coding, new string(' ', 50 << 20)), coding);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Empty(host.Log.Batches);
    }

    [Fact]
    public async Task Post_MoreThanTheBound_IsRefusedHoweverItIsSent()
    {
        await using var host = await InputHost.StartAsync(o => (o.Http.MaxSentBytes, o.Http.MaxBodyBytes) = (1 << 20, 2 << 20));
        var line = "{\"n\":\"" + new string('x', 1 << 20) + "\"}\n";

        using var chunked = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(line)));
        chunked.Headers.ContentType = new("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ingest") { Content = chunked };
        request.Headers.TransferEncodingChunked = true;
        request.Headers.Authorization = new("Bearer", "sender");
        var streamed = await host.Http.SendAsync(request, Cancellation);
        var announced = await PostAsync(host, line, "application/x-ndjson");
        var packed = await PostAsync(host, Coding.Pack("gzip", string.Concat(Enumerable.Repeat(line, 3))), "gzip");

        Assert.Equal(
            [HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge],
            [streamed.StatusCode, announced.StatusCode, packed.StatusCode]);
        Assert.Empty(host.Log.Batches);
    }

    [Fact]
    public async Task Post_LineLongerThanARecordMayBe_IsRefusedByItsNumber()
    {
        await using var host = await InputHost.StartAsync();

        var answer = await PostAsync(host, "{\"n\":1}\n{\"n\":\"" + new string('x', 9 << 20) + "\"}\n", "application/x-ndjson");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Contains("Line 2", (await JsonAsync(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(host.Log.Batches);
    }

    [Fact]
    public async Task Post_SameBatchIdAgain_DoublesNothingAndSaysSo()
    {
        await using var host = await InputHost.StartAsync();

        await PostAsync(host, "{\"n\":1}\n{\"n\":2}\n", "application/x-ndjson", batchId: "a");
        var again = await JsonAsync(await PostAsync(host, "{\"n\":1}\n{\"n\":2}\n", "application/x-ndjson", batchId: "a"));
        await PostAsync(host, "{\"n\":3}", "application/x-ndjson", batchId: "b");

        Assert.Equal((2, 2), (again.GetProperty("accepted").GetInt32(), again.GetProperty("repeated").GetInt32()));
        Assert.Equal(["{\"n\":1}", "{\"n\":2}", "{\"n\":3}"], host.Log.Lines);
    }

    [Fact]
    public async Task Post_BodyLongerThanAnEntry_IsCutBetweenRecords()
    {
        await using var host = await InputHost.StartAsync(o => o.Intake.EntryBytes = 1 << 10);
        var lines = Enumerable.Range(0, 500).Select(n => $"{{\"n\":{n}}}").ToList();

        await PostAsync(host, string.Join('\n', lines) + "\n", "application/x-ndjson");
        await PostAsync(host, "[" + string.Join(",", lines) + "]", "application/json");

        Assert.True(host.Log.Batches.Count > 8);
        Assert.All(host.Log.Batches, b => Assert.True(b.Body.Length <= (1 << 10) + 1));
        Assert.Equal(lines, host.Log.Lines.Take(500));
        Assert.Equal(
            lines,
            host.Log.Batches.Where(b => b.Format == "json").SelectMany(b => Encoding.UTF8.GetString(b.Body.Span).Trim('[', ']', ',').Split(',')));
    }

    [Theory]
    [InlineData(AppendOutcome.Full, HttpStatusCode.TooManyRequests, "ingest.disk_full")]
    [InlineData(AppendOutcome.Busy, HttpStatusCode.TooManyRequests, "ingest.busy")]
    [InlineData(AppendOutcome.Failed, HttpStatusCode.ServiceUnavailable, "ingest.failed")]
    public async Task Post_TheLogRefuses_IsToldWhenToTryAgain(AppendOutcome outcome, HttpStatusCode status, string code)
    {
        await using var host = await InputHost.StartAsync();
        host.Log.Outcome = outcome;

        var answer = await PostAsync(host, "{\"n\":1}", "application/x-ndjson", batchId: "a");
        host.Log.Outcome = AppendOutcome.Durable;
        var again = await PostAsync(host, "{\"n\":1}", "application/x-ndjson", batchId: "a");

        Assert.Equal(status, answer.StatusCode);
        Assert.True(answer.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
        Assert.Equal(code, (await JsonAsync(answer)).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Single(host.Log.Batches);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("nobody", HttpStatusCode.Unauthorized)]
    [InlineData("reader", HttpStatusCode.Forbidden)]
    [InlineData("source-01890000-0000-7000-8000-00000000dead", HttpStatusCode.Forbidden)]
    public async Task Post_WithoutARightToSend_IsRefused(string? token, HttpStatusCode status)
    {
        await using var host = await InputHost.StartAsync();

        var answer = await SendAsync(host, "{\"n\":1}", token);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(0, host.Log.Asked);
    }

    [Fact]
    public async Task Post_UnknownCoding_IsRefusedWithThoseThatAre()
    {
        await using var host = await InputHost.StartAsync();

        var answer = await PostAsync(host, Encoding.UTF8.GetBytes("{}"), "br");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("gzip", (await JsonAsync(answer)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_PlainText_IsTakenInTheFormatThatIsSeen()
    {
        await using var host = await InputHost.StartAsync();

        await PostAsync(host, "<34>1 2026-11-24T10:00:00Z h app - - - one\n<34>1 2026-11-24T10:00:01Z h app - - - two\n", "text/plain");

        Assert.Equal("syslog", Assert.Single(host.Log.Batches).Format);
    }

    [Fact]
    public async Task Post_HalfABody_LeavesNothingBehind()
    {
        await using var host = await InputHost.StartAsync();
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(host.Address.Host, host.Address.Port, Cancellation);
            var head = "POST /api/v1/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sender\r\nContent-Length: 100000\r\n\r\n{\"n\":1}\n{\"n\":2}\n";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);
            var bodies = host.Get<Watchfloor.Monitoring.Inputs.Http.BodyReader>();
            await Eventually.TrueAsync(() => bodies.HeldBytes > 0);
            Assert.True(bodies.HeldBytes <= 16 << 10);
        }

        var reader = host.Get<Watchfloor.Monitoring.Inputs.Http.BodyReader>();
        await Eventually.TrueAsync(() => reader.HeldBytes == 0);
        Assert.Equal(0, host.Log.Asked);
    }

    [Fact]
    public async Task Post_SenderThatSendsNothing_IsGivenUpAndHoldsNothing()
    {
        await using var host = await InputHost.StartAsync(o => o.Http.BodyTimeout = TimeSpan.FromMilliseconds(300));
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(host.Address.Host, host.Address.Port, Cancellation);
        var head = "POST /api/v1/ingest HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sender\r\nContent-Length: 100000\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Cancellation);

        using var answer = new StreamReader(client.GetStream());
        Assert.StartsWith("HTTP/1.1 408", await answer.ReadLineAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(0, host.Get<Watchfloor.Monitoring.Inputs.Http.BodyReader>().HeldBytes);
    }

    private static Task<HttpResponseMessage> PostAsync(InputHost host, string body, string type, string? batchId = null) =>
        SendAsync(host, new StringContent(body, Encoding.UTF8, type), "sender", batchId);

    private static Task<HttpResponseMessage> PostAsync(InputHost host, byte[] body, string coding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentEncoding.Add(coding);
        return SendAsync(host, content, "sender", null);
    }

    private static Task<HttpResponseMessage> SendAsync(InputHost host, string body, string? token) =>
        SendAsync(host, new StringContent(body, Encoding.UTF8, "application/x-ndjson"), token, null);

    private static async Task<HttpResponseMessage> SendAsync(InputHost host, HttpContent content, string? token, string? batchId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(host.Address, "/api/v1/ingest")) { Content = content };
        if (batchId is not null) request.Headers.Add("Watchfloor-Batch-Id", batchId);
        using var client = new HttpClient(new SocketsHttpHandler());
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        return await client.SendAsync(request, Cancellation);
    }

    private static Task<JsonElement> JsonAsync(HttpResponseMessage answer) => answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
}

using System.Net;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Watchfloor.Engine.Tests;
using Watchfloor.Monitoring.Inputs.Otlp.Wire;
using Watchfloor.Platform.Log;
using Watchfloor.Product.Tests.Inputs.Fakes;

namespace Watchfloor.Product.Tests.Inputs;

public sealed class OtlpTests
{
    private const string Record = """
        {"resourceLogs":[{
          "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"own","value":{"intValue":"7"}}]},
          "scopeLogs":[{"scope":{"name":"lib","version":"1"},"logRecords":[{
            "timeUnixNano":"1764000000123456789","observedTimeUnixNano":"1764000001000000000","severityNumber":9,"severityText":"Info",
            "body":{"stringValue":"hello"},"traceId":"5B8EFFF798038103D269B633813FC60C","spanId":"EEE19B7EC3C1B174","eventName":"login",
            "attributes":[{"key":"own","value":{"boolValue":true}},{"key":"list","value":{"arrayValue":{"values":[{"doubleValue":1.5},{"stringValue":"x"}]}}},
              {"key":"map","value":{"kvlistValue":{"values":[{"key":"a","value":{"intValue":1}}]}}}],
            "notKnown":1}]}]}]}
        """;

    private const string Line = """
        {"@timestamp":"2025-11-24T16:00:00.123456789Z","event.created":"2025-11-24T16:00:01.000000000Z","message":"hello","log.level":"Info","event.severity":9,
        "event.action":"login","trace.id":"5b8efff798038103d269b633813fc60c","span.id":"eee19b7ec3c1b174","own":true,"list":[1.5,"x"],"map":{"a":1},
        "service.name":"shop","otel.scope.name":"lib","otel.scope.version":"1"}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Json_Record_BecomesALineUnderNamesOfEcs()
    {
        await using var host = await InputHost.StartAsync();

        using var answer = await PostAsync(host, Encoding.UTF8.GetBytes(Record), "application/json");

        Assert.Equal((HttpStatusCode.OK, "{ }"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Cancellation)));
        Assert.Equal([Line.ReplaceLineEndings("")], host.Log.Lines);
        Assert.Equal(("otlp", "jsonl"), (host.Log.Batches[0].Input, host.Log.Batches[0].Format));
    }

    [Fact]
    public async Task Protobuf_Record_BecomesTheSameLine()
    {
        await using var host = await InputHost.StartAsync();
        var request = Request(r =>
        {
            r.TimeUnixNano = 1764000000123456789;
            r.Body = new AnyValue { StringValue = "hello" };
            r.TraceId = ByteString.CopyFrom(Convert.FromHexString("5B8EFFF798038103D269B633813FC60C"));
        });
        // A field that a later version of the specification may bring.
        byte[] sent = [.. request.ToByteArray(), 0xFA, 0x3F, 0x01, 0x00];

        using var answer = await PostAsync(host, sent, "application/x-protobuf");

        Assert.Equal("application/x-protobuf", answer.Content.Headers.ContentType?.MediaType);
        Assert.Null(ExportLogsServiceResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(Cancellation)).PartialSuccess);
        Assert.Equal(
            ["""{"@timestamp":"2025-11-24T16:00:00.123456789Z","message":"hello","trace.id":"5b8efff798038103d269b633813fc60c"}"""], host.Log.Lines);
    }

    [Theory]
    [InlineData("""{"kvlistValue":{"values":[{"key":"EventID","value":{"intValue":"1"}},{"key":"Image","value":{"stringValue":"a.exe"}}]}}""", """{"EventID":1,"Image":"a.exe"}""")]
    [InlineData("""{"arrayValue":{"values":[{"intValue":"1"},{"boolValue":false}]}}""", """{"message":"[1,false]"}""")]
    [InlineData("""{"intValue":"42"}""", """{"message":"42"}""")]
    [InlineData("""{"bytesValue":"aGk="}""", "{\"message\":\"\\u0022aGk=\\u0022\"}")]
    public async Task Body_OfAnyKind_IsKept(string body, string line)
    {
        await using var host = await InputHost.StartAsync();

        await PostAsync(host, Encoding.UTF8.GetBytes($$"""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{{body}}}]}]}]}"""), "application/json");

        Assert.Equal([line], host.Log.Lines);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd")]
    public async Task Compressed_IsUnpacked(string coding)
    {
        await using var host = await InputHost.StartAsync();

        using var answer = await PostAsync(host, Coding.Pack(coding, Record), "application/json", coding);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Single(host.Log.Lines);
    }

    [Theory]
    [InlineData("application/json", "{\"resourceLogs\":[{", HttpStatusCode.BadRequest)]
    [InlineData("application/json", "nonsense", HttpStatusCode.BadRequest)]
    [InlineData("application/x-protobuf", "nonsense", HttpStatusCode.BadRequest)]
    [InlineData("text/plain", "{}", HttpStatusCode.UnsupportedMediaType)]
    public async Task Nonsense_IsRefused(string type, string body, HttpStatusCode status)
    {
        await using var host = await InputHost.StartAsync();

        using var answer = await PostAsync(host, Encoding.UTF8.GetBytes(body), type);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(0, host.Log.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public async Task Nothing_IsTakenAsNothing(string body)
    {
        await using var host = await InputHost.StartAsync();

        using var answer = await PostAsync(host, Encoding.UTF8.GetBytes(body), body.Length == 0 ? "application/x-protobuf" : "application/json");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(0, host.Log.Asked);
    }

    [Fact]
    public async Task Json_NestedWithoutEnd_IsRefused()
    {
        await using var host = await InputHost.StartAsync();
        var deep = string.Concat(Enumerable.Repeat("{\"arrayValue\":{\"values\":[", 5_000));

        using var answer = await PostAsync(host, Encoding.UTF8.GetBytes($$"""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{{deep}}"""), "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData("reader", HttpStatusCode.Forbidden)]
    public async Task Post_WithoutARightToSend_IsRefused(string? token, HttpStatusCode status)
    {
        await using var host = await InputHost.StartAsync();
        host.Http.DefaultRequestHeaders.Authorization = token is null ? null : new("Bearer", token);

        using var answer = await PostAsync(host, Encoding.UTF8.GetBytes(Record), "application/json");

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(0, host.Log.Asked);
    }

    [Theory]
    [InlineData(AppendOutcome.Full, HttpStatusCode.TooManyRequests)]
    [InlineData(AppendOutcome.Failed, HttpStatusCode.ServiceUnavailable)]
    public async Task Post_TheLogRefuses_IsToldWhenToTryAgain(AppendOutcome outcome, HttpStatusCode status)
    {
        await using var host = await InputHost.StartAsync();
        host.Log.Outcome = outcome;

        using var answer = await PostAsync(host, Encoding.UTF8.GetBytes(Record), "application/json");

        Assert.Equal(status, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("message", JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Post_BeforeTheLogIsDurable_IsNotAnswered()
    {
        await using var host = await InputHost.StartAsync();
        host.Log.Close();

        var post = PostAsync(host, Encoding.UTF8.GetBytes(Record), "application/json");
        await Eventually.TrueAsync(() => host.Log.Asked == 1);
        using var other = await host.Http.GetAsync("/services/collector/health", Cancellation);
        Assert.False(post.IsCompleted);
        host.Log.Open();

        Assert.Equal(HttpStatusCode.OK, (await post).StatusCode);
    }

    [Fact]
    public async Task Record_TooLong_IsRejectedAloneAndCounted()
    {
        await using var host = await InputHost.StartAsync();
        var request = Request(r => r.Body = new AnyValue { StringValue = new string('x', 9 << 20) });
        request.ResourceLogs.Add(Request(r => r.Body = new AnyValue { StringValue = "short" }).ResourceLogs);

        using var answer = await PostAsync(host, request.ToByteArray(), "application/x-protobuf");

        Assert.Equal(1, ExportLogsServiceResponse.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(Cancellation)).PartialSuccess.RejectedLogRecords);
        Assert.Equal(["""{"message":"short"}"""], host.Log.Lines);
    }

    private static ExportLogsServiceRequest Request(Action<LogRecord> fill)
    {
        var record = new LogRecord();
        fill(record);
        return new ExportLogsServiceRequest { ResourceLogs = { new ResourceLogs { ScopeLogs = { new ScopeLogs { LogRecords = { record } } } } } };
    }

    private static Task<HttpResponseMessage> PostAsync(InputHost host, byte[] body, string type, string? coding = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new(type);
        if (coding is not null) content.Headers.ContentEncoding.Add(coding);
        return host.Http.PostAsync("/v1/logs", content, Cancellation);
    }
}

using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Watchfloor.Commands;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform;
using Watchfloor.Platform.Store.Retention;
using Watchfloor.Product.Tests.Hosting;

namespace Watchfloor.Product.Tests.Inputs;

/// <summary><c>watchfloor source</c> against a whole server.</summary>
public sealed class SourceCommandTests
{
    private static readonly string[] Shippers = ["rsyslog", "syslog-ng", "filebeat", "winlogbeat", "fluent-bit", "vector", "otel-collector", "nxlog", "curl"];

    [Fact]
    public async Task Source_FromItsAdditionToItsRemoval()
    {
        var retention = new RetentionOptions { Classes = new Dictionary<string, RetentionRule> { ["long"] = new() { Days = 365 } } };
        await using var server = await RunningServer.StartAsync(o => o with { Retention = retention });
        var data = ((DataDirectory)server.Services.GetService(typeof(DataDirectory))!).Root;

        Assert.Contains("No sources", (await RunAsync(data, 0, "list")).Output, StringComparison.Ordinal);
        var (all, said) = await RunAsync(data, 0, "add", "web", "--kind", "http", "--events-per-second", "7", "--network", "10.1.0.0/16", "--network", "10.2.0.1");
        var token = said.Split(' ').Single(w => w.StartsWith("wf_", StringComparison.Ordinal));
        Assert.All(Shippers, s => Assert.Contains($"──── {s}: ", all, StringComparison.Ordinal));
        Assert.Contains(token, all, StringComparison.Ordinal);
        Assert.Contains(server.Http.BaseAddress!.ToString().TrimEnd('/'), all, StringComparison.Ordinal);

        using (var taken = await IngestAsync(server, token)) Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        var listed = (await RunAsync(data, 0, "list")).Output;
        Assert.Matches(@"web +http +on +1 ", listed);
        Assert.Equal(2, (await RunAsync(data, 2, "add", "web", "--kind", "http")).Error.Split("web").Length);

        await RunAsync(data, 0, "disable", "web");
        using (var refused = await IngestAsync(server, token)) Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await RunAsync(data, 0, "enable", "web");
        var changed = (await RunAsync(data, 0, "change", "web", "--retention", "long")).Output;
        Assert.Contains("\"retention\":\"long\",\"eventsPerSecond\":7", changed, StringComparison.Ordinal);
        Assert.Contains("10.2.0.1/32", changed, StringComparison.Ordinal);

        var second = TokenOf((await RunAsync(data, 0, "rotate", "web")).Output);
        // The quota may be used up; that is said only to whoever may send.
        foreach (var valid in new[] { token, second }) Assert.NotEqual(HttpStatusCode.Unauthorized, await StatusAsync(server, valid));
        var rotated = (await RunAsync(data, 0, "rotate", "web", "--grace-hours", "0", "--for", "filebeat")).Output;
        Assert.StartsWith("filebeat.inputs:", rotated, StringComparison.Ordinal);
        var third = TokenOf(rotated);
        Assert.Equal(3, new[] { token, second, third }.Distinct().Count());
        // Tokens are read again every two seconds.
        foreach (var ended in new[] { token, second }) await Eventually.TrueAsync(async () => await StatusAsync(server, ended) == HttpStatusCode.Unauthorized);
        Assert.NotEqual(HttpStatusCode.Unauthorized, await StatusAsync(server, third));
        await RunAsync(data, 0, "remove", "web");
        Assert.Contains("There is no source web", (await RunAsync(data, 2, "remove", "web")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_OnlyWhatIsRequired_TakesTheDefaults()
    {
        await using var server = await RunningServer.StartAsync();

        using var content = new StringContent("""{"name":"a","kind":"http","settings":{"eventsPerSecond":5}}""", Encoding.UTF8, "application/json");
        using var answer = await server.Owner.PostAsync("/api/v1/sources", content, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var made = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("\"retention\":\"std\",\"eventsPerSecond\":5", made, StringComparison.Ordinal);
        Assert.Contains($"{server.Http.BaseAddress}api/v1/ingest", made, StringComparison.Ordinal);
    }

    private static async Task<(string Output, string Error)> RunAsync(string data, int code, params string[] arguments)
    {
        using var output = new MemoryStream();
        await using var error = new StringWriter();
        var terminal = new Terminal { OutputStream = output, Output = new StreamWriter(output) { NewLine = "\n" }, Error = error };
        // The command line blocks while it waits for the server, which runs in this process.
        var ended = await Task.Run(() => CommandLine.Run(["source", .. arguments, "--data", data], terminal, (_, _, _, _) => throw new NotSupportedException()), TestContext.Current.CancellationToken);
        Assert.True(code == ended, $"{string.Join(' ', arguments)} ended with {ended}: {error}");
        return (Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    private static string TokenOf(string text) => Regex.Match(text, "wf_[0-9a-f_]+", RegexOptions.NonBacktracking).Value;

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string token)
    {
        using var answer = await IngestAsync(server, token);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> IngestAsync(RunningServer server, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/ingest") { Content = new StringContent("{\"n\":1}", Encoding.UTF8, "application/x-ndjson") };
        request.Headers.Authorization = new("Bearer", token);
        return await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}

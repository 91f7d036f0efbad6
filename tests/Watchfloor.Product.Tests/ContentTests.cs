using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Watchfloor.Commands;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Engine.Tests;
using Watchfloor.Product.Tests.Hosting;

namespace Watchfloor.Product.Tests;

/// <summary>A user's own log sources and mappings in the server.</summary>
public sealed class ContentTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-");

    private string Content => Path.Combine(_folder.FullName, "content");

    private string Rules => Path.Combine(_folder.FullName, "rules");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Serve_ContentOfOnesOwn_DetectsAndStoresByIt()
    {
        Write(Content, "sources.yml", "description: Ours.\nlogsources:\n  - name: badge-reader\n    when: {badge: {exists: true}}\n    is: {product: badge}\n");
        Write(
            Content,
            "mappings.yaml",
            "description: Ours.\nmappings:\n  - name: badge-reader\n    for: {product: badge}\n    fields:\n      user.name: [cardholder]\ntimes:\n  - {field: opened, format: rfc3339}\n");
        Write(
            Rules,
            "anna.yml",
            "title: Anna came in\nid: 2f0b7a90-6b73-4c0e-8f7b-3f5d5e2a1c01\nlogsource:\n  product: badge\ndetection:\n  a:\n    user.name: anna\n  condition: a\nlevel: high\n");
        await using var server = await RunningServer.StartAsync(o => o with { Content = [Content], Rules = [Rules] }, Path.Combine(_folder.FullName, "data"));
        using var sender = await server.ClientAsync("ingest");

        using var sent = await sender.PostAsync(
            "/api/v1/ingest",
            new StringContent("""{"badge":7,"cardholder":"anna","opened":"2026-03-01T12:00:00Z"}""", Encoding.UTF8, "application/x-ndjson"),
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        IReadOnlyList<AlertSummary> alerts = [];
        await Eventually.TrueAsync(async () =>
            (alerts = (await server.Owner.GetFromJsonAsync("/api/v1/alerts", AlertsJson.Default.PageAlertSummary, TestContext.Current.CancellationToken))!.Items).Count > 0);
        Assert.Equal("Anna came in", Assert.Single(alerts).RuleTitle);
        var row = "";
        await Eventually.TrueAsync(async () => (row = await FoundAsync(server)).Length > 0);
        using var json = JsonDocument.Parse(row);
        Assert.Equal(("anna", "2026-03-01T12:00:00Z"), (json.RootElement.GetProperty("user.name").GetString(), json.RootElement.GetProperty("time").GetString()));
    }

    [Fact]
    public async Task Serve_ContentWithMistakes_SaysWhereAndDoesNotStart()
    {
        var file = Write(Content, "bad.yml", "description: Ours.\ntimes:\n  - {field: opened, format: sundial}\nhosts:\n  - {feild: door}\n");

        var said = await RefusedAsync("--content", Content);

        Assert.Contains($"{file}:3:", said, StringComparison.Ordinal);
        Assert.Contains("unknown time format 'sundial'", said, StringComparison.Ordinal);
        Assert.Contains($"{file}:5:", said, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.FullName, "data")));
    }

    [Fact]
    public async Task Serve_ContentThatIsNotThere_IsRefused() =>
        Assert.Contains("is not a file or folder", await RefusedAsync("--content", Content), StringComparison.Ordinal);

    private static async Task<string> FoundAsync(RunningServer server)
    {
        using var request = new StringContent("""{"where":"user.name == 'anna'"}""", Encoding.UTF8, "application/json");
        using var answer = await server.Owner.PostAsync("/api/v1/query", request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> RefusedAsync(params string[] arguments)
    {
        await using var error = new StringWriter();
        var terminal = new Terminal { OutputStream = Stream.Null, Output = TextWriter.Null, Error = error };
        string[] line = ["serve", "--data", Path.Combine(_folder.FullName, "data"), "--listen", "127.0.0.1:0", .. arguments];
        Assert.Equal(2, await Task.Run(() => CommandLine.Run(line, terminal, (_, _, _, _) => throw new NotSupportedException()), TestContext.Current.CancellationToken));
        return error.ToString();
    }

    private static string Write(string folder, string name, string text)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name), text);
        return Path.Combine(folder, name);
    }
}

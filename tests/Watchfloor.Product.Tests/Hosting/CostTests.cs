using System.Net;
using System.Net.Http.Json;
using System.Text;
using Watchfloor.Analysis.Detection;
using Watchfloor.Contracts.Health;
using Watchfloor.Engine.Tests;

namespace Watchfloor.Product.Tests.Hosting;

/// <summary>Which sources and rules cost how much, as health and the doctor say it.</summary>
public sealed class CostTests : IDisposable
{
    private const int Events = 20 * DetectStage.SampledOf;

    private readonly DirectoryInfo _rules = Directory.CreateTempSubdirectory("watchfloor-costs-");

    public CostTests()
    {
        foreach (var (id, title, condition) in new[] { (1, "Looks at all", "EventID: 4688"), (2, "Finds nothing", "EventID: 4625") })
        {
            File.WriteAllText(Path.Combine(_rules.FullName, id + ".yml"), $$"""
                title: {{title}}
                id: 00000000-0000-4000-8000-00000000000{{id}}
                logsource: {product: windows, service: security}
                detection:
                  selection:
                    {{condition}}
                  condition: selection
                """);
        }
    }

    public void Dispose() => _rules.Delete(recursive: true);

    [Fact]
    public async Task Costs_AfterEvents_NameTheirSourceAndTheRulesThatWereLookedAt()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Rules = [_rules.FullName] });
        Assert.All((await HealthAsync(server)).Costs, t => Assert.Empty(t.Items));

        await SendAsync(server);
        await Eventually.TrueAsync(async () => (await HealthAsync(server)).Costs.Single(t => t.Name == "sources").Items is [{ Count: Events }]);

        var costs = (await HealthAsync(server)).Costs.ToDictionary(t => t.Name);
        var source = Assert.Single(costs["sources"].Items);
        Assert.Equal("default-http", source.Name);
        Assert.True(source.Seconds > 0 && source.Seconds == costs["sources"].Seconds);
        // The other rule's witness is nowhere, so it is never looked at and costs nothing.
        var rule = Assert.Single(costs["rules"].Items);
        Assert.Equal(("Looks at all", (long)Events), (rule.Name, rule.Count));
        Assert.True(rule.Seconds > 0);
        var (_, doctor, _) = await RunningCommand.RunAsync("doctor", "--top", "1", "--data", server.Data);
        Assert.Matches(@"sources +[0-9.,]+ s +100 ?% +[0-9.,]+ µs an event  default-http", doctor);
        Assert.Matches(@"rules +[0-9.,]+ s +100 ?% +[0-9.,]+ µs an event  Looks at all", doctor);
    }

    [Theory]
    [InlineData("0", HttpStatusCode.OK)]
    [InlineData("100", HttpStatusCode.OK)]
    [InlineData("101", HttpStatusCode.BadRequest)]
    [InlineData("-1", HttpStatusCode.BadRequest)]
    public async Task Top_OutOfBounds_IsRefused(string top, HttpStatusCode expected)
    {
        await using var server = await RunningServer.StartAsync();

        using var answer = await server.Owner.GetAsync("/api/v1/health?top=" + top, Cancel);

        Assert.Equal(expected, answer.StatusCode);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<HealthReport> HealthAsync(RunningServer server) => (await server.Owner.GetFromJsonAsync("/api/v1/health", HealthJson.Default.HealthReport, Cancel))!;

    private static async Task SendAsync(RunningServer server)
    {
        using var client = await server.ClientAsync("ingest");
        var lines = string.Concat(Enumerable.Range(0, Events).Select(i => $$"""{"Channel":"Security","EventID":4688,"Computer":"host","Number":{{i}}}""" + "\n"));
        using var body = new StringContent(lines, Encoding.UTF8, "application/x-ndjson");
        using var answer = await client.PostAsync("/api/v1/ingest", body, Cancel);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Contracts.Health;
using Watchfloor.Engine.Tests;
using Watchfloor.Product.Tests.Hosting;

namespace Watchfloor.Product.Tests.Analysis;

/// <summary>Events in through HTTP, alerts out through HTTP.</summary>
public sealed class LiveDetectionTests : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-");

    public LiveDetectionTests()
    {
        Directory.CreateDirectory(Rules);
        Write("failed.yml", Rule("Failed logon", "2f0b7a90-6b73-4c0e-8f7b-3f5d5e2a1c01", "EventID: 4625"));
    }

    private string Rules => Path.Combine(_folder.FullName, "rules");

    private string Data => Path.Combine(_folder.FullName, "data");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Alerts_EmptyServer_AreEmpty()
    {
        await using var server = await StartAsync();

        Assert.Empty(await AlertsAsync(server));
    }

    [Fact]
    public async Task Alert_EventThatMatches_StandsWithItsEvidence()
    {
        await using var server = await StartAsync();

        await SendAsync(server, Event(4625, "host1", "12:00:01"), Event(4624, "host1", "12:00:02"));

        var alert = await DetailAsync(server, Assert.Single(await AlertsAsync(server, count: 1)).Id);
        Assert.Equal(("Failed logon", "high", "host1", 1L), (alert.RuleTitle, alert.Level, alert.Host, alert.Hits));
        var evidence = Assert.Single(alert.Evidence);
        Assert.Equal(4625, evidence.Event!.Value.GetProperty("EventID").GetInt32());
        Assert.Equal(new AlertMatch("EventID", "4625", "= 4625"), Assert.Single(evidence.Matches));
        Assert.Equal(new DateTimeOffset(2026, 3, 1, 12, 0, 1, TimeSpan.Zero), evidence.Time);
    }

    [Fact]
    public async Task Rules_FolderIsGone_HealthSaysSoAndThoseInForceStay()
    {
        await using var server = await StartAsync();
        Assert.Equal(HealthStatus.Good, (await RulesPartAsync(server)).Status);
        var aside = Rules + ".aside";
        Directory.Move(Rules, aside);

        await Eventually.TrueAsync(async () => (await RulesPartAsync(server)).Status == HealthStatus.Warning);

        Assert.Contains(Rules, (await RulesPartAsync(server)).Message, StringComparison.Ordinal);
        await SendAsync(server, Event(4625, "host1", "12:00:01"));
        Assert.Single(await AlertsAsync(server, count: 1));
        Directory.Move(aside, Rules);
        await Eventually.TrueAsync(async () => (await RulesPartAsync(server)) is { Status: HealthStatus.Good, Figures: var figures } && figures["loaded"] == 1);
    }

    private static async Task<HealthPart> RulesPartAsync(RunningServer server) =>
        (await server.Owner.GetFromJsonAsync("/api/v1/health", HealthJson.Default.HealthReport, TestContext.Current.CancellationToken))!.Parts.Single(p => p.Name == "rules");

    [Fact]
    public async Task Alert_Repeats_AreCounted_OtherHostsAndHoursAreAlertsOfTheirOwn()
    {
        await using var server = await StartAsync();

        await SendAsync(server, Event(4625, "host1", "12:00:01"), Event(4625, "host1", "12:59:59"), Event(4625, "host2", "12:00:01"), Event(4625, "host1", "13:00:00"));
        await SendAsync(server, Event(4625, "host1", "12:30:00"));

        var alerts = await AlertsAsync(server, count: 3, hits: 5);
        Assert.Equal([1L, 1L, 3L], alerts.Select(a => a.Hits).Order());
        var first = alerts.Single(a => a.Hits == 3);
        Assert.Equal((12, 59, 59), (first.LastSeen.Hour, first.LastSeen.Minute, first.LastSeen.Second));
    }

    [Fact]
    public async Task Alert_ManyRepeats_KeepsTwentyEvents()
    {
        await using var server = await StartAsync();

        for (var i = 0; i < 3; i++) await SendAsync(server, [.. Enumerable.Range(0, 10).Select(n => Event(4625, "host1", $"12:0{i}:{n:00}"))]);

        var alert = Assert.Single(await AlertsAsync(server, count: 1, hits: 30));
        Assert.Equal(20, (await DetailAsync(server, alert.Id)).Evidence.Count);
    }

    [Fact]
    public async Task Restart_KeepsAlerts_AndGoesOnCounting()
    {
        await using (var server = await StartAsync())
        {
            await SendAsync(server, Event(4625, "host1", "12:00:01"));
            await AlertsAsync(server, count: 1);
        }

        await using var again = await StartAsync();
        await SendAsync(again, Event(4625, "host1", "12:00:02"));

        Assert.Equal(2, Assert.Single(await AlertsAsync(again, count: 1, hits: 2)).Hits);
    }

    [Fact]
    public async Task Rules_ChangedFile_MatchesFromThenOn()
    {
        await using var server = await StartAsync();
        await SendAsync(server, Event(4688, "host1", "12:00:01"));
        Write("started.yml", Rule("Started", "2f0b7a90-6b73-4c0e-8f7b-3f5d5e2a1c02", "EventID: 4688"));
        await Eventually.TrueAsync(async () => (await server.Owner.GetFromJsonAsync("/api/v1/rules/set", RulesJson.Default.RuleSetState, TestContext.Current.CancellationToken))!.Loaded == 2);

        await SendAsync(server, Event(4688, "host2", "12:00:01"));

        Assert.Equal("host2", Assert.Single(await AlertsAsync(server, count: 1)).Host);
    }

    [Fact]
    public async Task Rules_BrokenFile_IsSaidWithItsPlaceAndStopsNothing()
    {
        Write("broken.yml", "title: Broken\nlogsource:\n  product: windows\ndetection:\n  a:\n    EventID|nonsense: 1\n  condition: a\n");
        await using var server = await StartAsync();
        await SendAsync(server, Event(4625, "host1", "12:00:01"));

        await AlertsAsync(server, count: 1);
        var rules = await server.Owner.GetFromJsonAsync("/api/v1/rules/set", RulesJson.Default.RuleSetState, TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (rules!.Loaded, rules.Refused));
        var fault = Assert.Single(rules.Faults);
        Assert.EndsWith("broken.yml", fault.File, StringComparison.Ordinal);
        Assert.Equal(6, fault.Line);
    }

    [Fact]
    public async Task Correlation_BruteForce_IsAnAlertWithTheEventsOfItsGroup()
    {
        Write("brute.yml", """
            title: Many failures
            id: 2f0b7a90-6b73-4c0e-8f7b-3f5d5e2a1c03
            correlation:
              type: event_count
              rules:
                - 2f0b7a90-6b73-4c0e-8f7b-3f5d5e2a1c01
              group-by:
                - Computer
              timespan: 5m
              condition:
                gte: 3
            level: critical

            """);
        await using var server = await StartAsync();

        await SendAsync(server, Event(4625, "host1", "12:00:01"), Event(4625, "host2", "12:00:02"), Event(4625, "host1", "12:00:03"), Event(4625, "host1", "12:00:04"));

        // Nothing else comes: time alone must let the correlation through.
        var alert = await DetailAsync(server, Assert.Single(await AlertsAsync(server, count: 1)).Id);
        Assert.Equal(("Many failures", "host1"), (alert.RuleTitle, alert.Group["Computer"]));
        Assert.All(alert.Evidence, e => Assert.Contains(e.Matches, m => m is { Field: "event_count", Value: "3", Pattern: ">= 3 within 5m" }));
        Assert.Equal(3, alert.Evidence.Count);
        Assert.All(alert.Evidence, e => Assert.Equal("host1", e.Event!.Value.GetProperty("Computer").GetString()));
    }

    [Fact]
    public async Task Correlation_RestartAndOtherRulesBetweenItsEvents_KeepsItsWindow()
    {
        Write("brute.yml", """
            title: Many failures
            id: 2f0b7a90-6b73-4c0e-8f7b-3f5d5e2a1c03
            correlation:
              type: event_count
              rules:
                - 2f0b7a90-6b73-4c0e-8f7b-3f5d5e2a1c01
              group-by:
                - Computer
              timespan: 5m
              condition:
                gte: 3
            level: critical

            """);
        await using (var server = await StartAsync()) await SendAsync(server, Event(4625, "host1", "12:00:01"));
        Write("started.yml", Rule("Started", "2f0b7a90-6b73-4c0e-8f7b-3f5d5e2a1c02", "EventID: 4688"));
        await using (var server = await StartAsync()) await SendAsync(server, Event(4625, "host1", "12:00:02"));
        await using var last = await StartAsync();

        await SendAsync(last, Event(4625, "host1", "12:00:03"));

        Assert.Equal("Many failures", Assert.Single(await AlertsAsync(last, count: 1)).RuleTitle);
    }

    [Fact]
    public async Task Storm_RuleThatMatchesEverything_IsStoppedAndSaid()
    {
        await using var server = await RunningServer.StartAsync(o => o with { Rules = [Rules], GroupsPerMinute = 5 }, Data);

        await SendAsync(server, [.. Enumerable.Range(0, 100).Select(n => Event(4625, $"host{n}", "12:00:01"))]);

        await AlertsAsync(server, count: 5);
        await Eventually.TrueAsync(async () => (await server.Owner.GetStringAsync("/api/v1/ledger?type=rule.storming", TestContext.Current.CancellationToken)).Contains("rule.storming", StringComparison.Ordinal));
        Assert.Equal(5, (await AlertsAsync(server, count: 5)).Count);
    }

    [Fact]
    public async Task Stream_AlertRaised_IsToldAtOnceAndResumes()
    {
        await using var server = await StartAsync();
        var (first, id) = await StreamedAsync(server, null, () => SendAsync(server, Event(4625, "host1", "12:00:01")));
        await SendAsync(server, Event(4625, "host2", "12:00:01"));
        await AlertsAsync(server, count: 2);

        var (second, _) = await StreamedAsync(server, id, () => Task.CompletedTask);

        Assert.Contains("\"host\":\"host1\"", first, StringComparison.Ordinal);
        Assert.Contains("\"host\":\"host2\"", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("minLevel=awful", "minLevel")]
    [InlineData("cursor=1", "cursor")]
    public async Task Alerts_WrongQuery_NamesTheField(string query, string field)
    {
        await using var server = await StartAsync();

        using var answer = await server.Owner.GetAsync("/api/v1/alerts?" + query, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"field\":\"{field}\"", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_Pages_GiveEachAlertOnce()
    {
        await using var server = await StartAsync();
        await SendAsync(server, [.. Enumerable.Range(0, 25).Select(n => Event(4625, $"host{n}", "12:00:01"))]);
        await AlertsAsync(server, count: 25);

        var seen = new List<string>();
        for (string? cursor = "", next; cursor is not null; cursor = next)
        {
            var page = await server.Owner.GetFromJsonAsync("/api/v1/alerts?limit=10" + (cursor.Length > 0 ? "&cursor=" + cursor : ""), AlertsJson.Default.PageAlertSummary, TestContext.Current.CancellationToken);
            seen.AddRange(page!.Items.Select(a => a.Id));
            next = page.Next;
        }

        Assert.Equal(25, seen.Count);
        Assert.Equal(25, seen.Distinct().Count());
    }

    private static string Rule(string title, string id, string test) =>
        $"title: {title}\nid: {id}\nlogsource:\n  product: windows\n  service: security\ndetection:\n  a:\n    {test}\n  condition: a\nlevel: high\n";

    private static string Event(int id, string host, string time) =>
        $$"""{"Channel":"Security","EventID":{{id}},"Computer":"{{host}}","TimeCreated":"2026-03-01T{{time}}Z"}""";

    private static async Task SendAsync(RunningServer server, params string[] events)
    {
        using var client = await server.ClientAsync("ingest");
        using var body = new StringContent(string.Join('\n', events) + "\n", Encoding.UTF8, "application/x-ndjson");
        using var answer = await client.PostAsync("/api/v1/ingest", body, TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The alerts once there are as many as expected, with as many hits.</summary>
    private static async Task<IReadOnlyList<AlertSummary>> AlertsAsync(RunningServer server, int count = 0, long hits = 0)
    {
        IReadOnlyList<AlertSummary> alerts = [];
        await Eventually.TrueAsync(async () =>
        {
            alerts = (await server.Owner.GetFromJsonAsync("/api/v1/alerts", AlertsJson.Default.PageAlertSummary, TestContext.Current.CancellationToken))!.Items;
            return alerts.Count >= count && alerts.Sum(a => a.Hits) >= hits;
        });
        Assert.Equal(count, alerts.Count);
        return alerts;
    }

    private static async Task<AlertDetail> DetailAsync(RunningServer server, string id) =>
        (await server.Owner.GetFromJsonAsync("/api/v1/alerts/" + id, AlertsJson.Default.AlertDetail, TestContext.Current.CancellationToken))!;

    private static async Task<(string Data, string Id)> StreamedAsync(RunningServer server, string? after, Func<Task> then)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/alerts/stream");
        if (after is not null) request.Headers.Add("Last-Event-ID", after);
        using var answer = await server.Owner.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        await then();
        var id = "";
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(_patience) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal)) id = line[4..];
            if (line.StartsWith("data: ", StringComparison.Ordinal)) return (line, id);
        }

        throw new EndOfStreamException();
    }

    private Task<RunningServer> StartAsync() => RunningServer.StartAsync(o => o with { Rules = [Rules] }, Data);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(Rules, name), text);
}

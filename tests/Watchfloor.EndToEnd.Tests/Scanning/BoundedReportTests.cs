using Watchfloor.EndToEnd.Tests.Commands;
using Watchfloor.Engine.Tests;
using Watchfloor.Scan;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>What a scan remembers of the logs has bounds, and what does not fit is counted.</summary>
public sealed class BoundedReportTests : IDisposable
{
    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public void Scan_EventsOfManyLooks_AreAllCounted(string threads)
    {
        for (var file = 0; file < 3; file++)
            _evidence.Log($"{file}.json", string.Concat(Enumerable.Range(0, 700).Select(look => $"{{\"f{file}-{look}\":1}}\n")) + string.Concat(Enumerable.Repeat("{\"same\":1}\n", 50)));
        var report = Scan(threads);
        Assert.Equal(2_250, report.Events);
        Assert.Equal(2_250, report.UnknownSources.Sum(u => u.Count));
        Assert.Equal(501, report.UnknownSources.Count);
        Assert.Equal("of other looks", report.UnknownSources[^1].Name);
    }

    [Fact]
    public async Task Scan_HostNameAsLongAsARecord_IsCut()
    {
        var name = new string('h', 100_000);
        _evidence.Log("1.json", $"{{\"a\":\"b\",\"hostname\":\"{name}\"}}\n");
        var run = await _evidence.Scan(_evidence.Logs);
        Assert.Equal(name[..255] + "…", Assert.Single(run.Findings).GetProperty("host.name").GetString());
    }

    [Fact]
    public async Task Scan_RecordsBehindDamage_AreReadAndCountedApart()
    {
        var log = SharedData.Require("evtx/parser-samples/sample-with-zero-data-size-event.evtx");
        var run = await ProgramRun.Of("scan", log, "--rules", _evidence.RuleFile("any.yml", Evidence.Rule), "--output", "ndjson");
        Assert.Contains("450 events", run.Error, StringComparison.Ordinal);
        Assert.Contains("114 events found behind damage", run.Error, StringComparison.Ordinal);
    }

    private ScanReport Scan(string threads)
    {
        ScanReport? report = null;
        var terminal = new FakeTerminal { Scan = (request, writer, progress, cancel) => report = Scanner.Scan(request, writer, progress, cancel) };
        using (terminal)
            terminal.Run("scan", _evidence.Logs, "--rules", _evidence.RuleFile("any.yml", Evidence.Rule), "--output", "ndjson", "--threads", threads);
        return report!;
    }
}

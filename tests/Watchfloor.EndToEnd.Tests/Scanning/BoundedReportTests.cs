namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>What a scan remembers of the logs has bounds, and what does not fit is counted.</summary>
public sealed class BoundedReportTests : IDisposable
{
    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Fact]
    public async Task Scan_HostNameAsLongAsARecord_IsCut()
    {
        var name = new string('h', 100_000);
        _evidence.Log("1.json", $"{{\"a\":\"b\",\"hostname\":\"{name}\"}}\n");
        var run = await _evidence.Scan(_evidence.Logs);
        Assert.Equal(name[..255] + "…", Assert.Single(run.Findings).GetProperty("host.name").GetString());
    }
}

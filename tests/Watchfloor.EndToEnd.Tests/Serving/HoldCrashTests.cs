using System.Net.Http.Json;
using System.Text.Json;

namespace Watchfloor.EndToEnd.Tests.Serving;

/// <summary>Kills the server between a legal hold and its ledger entry: after the next start both say the same.</summary>
public sealed class HoldCrashTests : IDisposable
{
    private static readonly string[] _quiet = ["--listen", "127.0.0.1:0"];
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("wf-holds-");

    public void Dispose() => _data.Delete(recursive: true);

    [Theory]
    [InlineData("hold.before-record", false)]
    [InlineData("hold.recorded", true)]
    public async Task Place_KilledInTheMiddle_HoldsWhatTheLedgerSays(string point, bool isHeld)
    {
        Assert.SkipUnless(File.Exists(ServerProcess.WithFaults), "the program with fault points is not built: see publish_faults in scripts/build.sh");
        await using (var server = await StartAsync(point)) await DiesAsync(server, () => PlaceAsync(server));

        await using var again = await StartAsync(null);

        Assert.Equal((isHeld ? 1 : 0, isHeld ? 1 : 0), (await CountAsync(again, "/api/v1/holds"), await CountAsync(again, "/api/v1/ledger?type=hold.placed")));
        Assert.Equal(isHeld ? ["case-7"] : [], FoldersOf());
    }

    [Fact]
    public async Task Release_KilledInTheMiddle_HoldsNothing()
    {
        Assert.SkipUnless(File.Exists(ServerProcess.WithFaults), "the program with fault points is not built: see publish_faults in scripts/build.sh");
        await using (var server = await StartAsync("hold.released"))
        {
            using (var placed = await PlaceAsync(server)) placed.EnsureSuccessStatusCode();
            await DiesAsync(server, () => server.Http.DeleteAsync("/api/v1/holds/case-7", TestContext.Current.CancellationToken));
        }

        await using var again = await StartAsync(null);

        Assert.Equal((0, 1), (await CountAsync(again, "/api/v1/holds"), await CountAsync(again, "/api/v1/ledger?type=hold.released")));
        Assert.Empty(FoldersOf());
    }

    private IEnumerable<string?> FoldersOf() => Directory.GetDirectories(Path.Combine(_data.FullName, "evidence")).Select(Path.GetFileName);

    private Task<ServerProcess> StartAsync(string? fault) => fault is null
        ? ServerProcess.StartAsync(ServerProcess.Published, _data.FullName, _quiet)
        : ServerProcess.StartAsync(ServerProcess.WithFaults, _data.FullName, _quiet, new Dictionary<string, string> { [ServerProcess.Fault] = fault });

    private static Task<HttpResponseMessage> PlaceAsync(ServerProcess server) => server.Http.PostAsJsonAsync(
        "/api/v1/holds", new { name = "case-7", reason = "court order", from = "2026-01-01T00:00:00Z", to = "2026-01-02T00:00:00Z" }, TestContext.Current.CancellationToken);

    private static async Task DiesAsync(ServerProcess server, Func<Task<HttpResponseMessage>> ask)
    {
        await Assert.ThrowsAsync<HttpRequestException>(ask);
        Assert.Equal(137, await server.EndedAsync()); // by SIGKILL
    }

    private static async Task<int> CountAsync(ServerProcess server, string list)
    {
        await server.SettledAsync();
        var page = await server.Http.GetFromJsonAsync<JsonElement>(list, TestContext.Current.CancellationToken);
        return page.GetProperty("items").GetArrayLength();
    }
}

using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Watchfloor.Product.Tests.Inputs.Syslog.Peers;

namespace Watchfloor.Product.Tests.Inputs.Peers;

/// <summary>The syslog daemons of Debian speaking to us as to Elasticsearch, each reading a file of numbered lines.</summary>
public sealed partial class SyslogDaemonTests : IDisposable
{
    private const int Count = 3_000;
    private const int MostKills = 12;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-daemon-");

    /// <remarks>rsyslog 8.2302 itself drops, unsent, the first message of a batch behind one that failed. So the marks are its acknowledgements.</remarks>
    [Fact]
    public async Task RsyslogElasticsearch_OverKills_NothingAcknowledgedIsMissingAndNothingDoubled()
    {
        await using var server = await KilledServer.StartAsync();
        await using var relay = new RecordingRelay(new Uri(server.Address).Port);
        Peer.Require(Directory.GetDirectories("/usr/lib").Any(d => File.Exists(Path.Combine(d, "rsyslog", "omelasticsearch.so"))), "rsyslog-elasticsearch is not installed");
        using var peer = Daemon.Rsyslog(_folder, $$"""
            module(load="imfile")
            module(load="omelasticsearch")
            input(type="imfile" File="{{Numbers()}}" Tag="numbers" ruleset="out")
            template(name="document" type="list" option.jsonf="on") {
              property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
              property(outname="n" name="msg" format="jsonf")
            }
            template(name="id" type="string" string="%msg%")
            ruleset(name="out") {
              action(type="omelasticsearch" server="http://127.0.0.1:{{relay.Port}}/elastic" searchIndex="rsyslog" searchType="" bulkmode="on"
                     template="document" dynbulkid="on" bulkid="id" writeoperation="create" uid="anybody" pwd="{{server.Token}}"
                     healthchecktimeout="10000" action.resumeRetryCount="-1" action.resumeInterval="1"
                     queue.type="LinkedList" queue.dequeueBatchSize="50" queue.dequeueSlowdown="30000")
            }
            """);

        var stored = await KillUntilStoredAsync(server, peer, Count - MostKills);

        var acknowledged = Created().Matches(relay.Answers).Select(m => int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture)).ToList();
        Assert.InRange(acknowledged.Count, Count / 2, Count);
        Assert.Empty(acknowledged.Except(stored));
        Assert.Equal(stored.Distinct().Count(), stored.Count);
    }

    [Fact]
    public async Task SyslogNgBulk_OverKills_LosesNothingAndDoublesNothing()
    {
        await using var server = await KilledServer.StartAsync();
        using var peer = Daemon.SyslogNg(_folder, $$$"""
            source numbers { file("{{{Numbers()}}}" flags(no-parse) follow-freq(0.1)); };
            destination out {
              http(url("{{{server.Address}}}/elastic/_bulk") method("POST") user("anybody") password("{{{server.Token}}}")
                   headers("Content-Type: application/x-ndjson") delimiter("\n") body-suffix("\n") batch-lines(50) batch-bytes(4000) batch-timeout(100) workers(1)
                   body('{"create":{"_index":"syslog-ng","_id":"$(strip $MSG)"}}
            $(format-json n=$MSG @timestamp=$ISODATE)') timeout(5) retries(1000) throttle(1000));
            };
            log { source(numbers); destination(out); flags(flow-control); };
            """);

        Assert.Equal(Enumerable.Range(0, Count), (await KillUntilStoredAsync(server, peer, Count)).Order());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Kills the server after a second, after two, and so on, until so many are stored.</summary>
    private static async Task<List<int>> KillUntilStoredAsync(KilledServer server, Peer peer, int least)
    {
        for (var seconds = 1; ; seconds++)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), TestContext.Current.CancellationToken);
            Assert.False(peer.HasEnded, peer.Errors);
            await server.KillAsync();
            var stored = (await server.StoredAsync("n")).ConvertAll(Number);
            if (stored.Distinct().Count() >= least && seconds > 2) return stored;
            Assert.True(seconds < MostKills, $"only {stored.Count} of {Count} came, not {string.Join(' ', Enumerable.Range(0, Count).Except(stored).Take(20))}: {peer.Errors}");
        }
    }

    private static int Number(JsonElement stored) => int.Parse(stored.GetProperty("n").ToString(), CultureInfo.InvariantCulture);

    private string Numbers()
    {
        var path = Path.Combine(_folder.FullName, "numbers.log");
        File.WriteAllLines(path, Enumerable.Range(0, Count).Select(n => $"{n}"));
        return path;
    }

    /// <summary>An item of an answer to <c>_bulk</c> that says that the document was taken.</summary>
    [GeneratedRegex("\"_id\":\"(\\d+)\"[^{}]*\\{[^{}]*\\}[^{}]*\"status\":201")]
    private static partial Regex Created();
}

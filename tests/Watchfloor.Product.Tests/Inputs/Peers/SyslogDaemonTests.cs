using System.Text.Json;
using Watchfloor.Engine.Tests;
using Watchfloor.Product.Tests.Inputs.Fakes;

namespace Watchfloor.Product.Tests.Inputs.Peers;

/// <summary>The syslog daemons of Debian speaking to us as to Elasticsearch, each reading a file of numbered lines.</summary>
public sealed class SyslogDaemonTests : IDisposable
{
    private const int Count = 3_000;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-daemon-");

    [Fact]
    public async Task RsyslogElasticsearch_OverRestarts_LosesNothingAndDoublesNothing()
    {
        await using var host = await RestartedHost.StartAsync();
        Peer.Require(File.Exists("/usr/lib/x86_64-linux-gnu/rsyslog/omelasticsearch.so") || Directory.GetFiles("/usr/lib", "omelasticsearch.so", SearchOption.AllDirectories).Length > 0, "rsyslog-elasticsearch is not installed");
        var configuration = Write("rsyslog.conf", $$"""
            global(workDirectory="{{_folder.FullName}}")
            module(load="imfile")
            module(load="omelasticsearch")
            input(type="imfile" File="{{Numbers()}}" Tag="numbers" ruleset="out")
            template(name="document" type="list" option.jsonf="on") {
              property(outname="@timestamp" name="timereported" dateFormat="rfc3339" format="jsonf")
              property(outname="n" name="msg" format="jsonf")
            }
            template(name="id" type="string" string="%msg%")
            ruleset(name="out") {
              action(type="omelasticsearch" server="{{host.Address}}/elastic" searchIndex="rsyslog" searchType="" bulkmode="on" maxbytes="4k"
                     template="document" dynbulkid="on" bulkid="id" writeoperation="create" uid="anybody" pwd="sender"
                     healthchecktimeout="10000" action.resumeRetryCount="-1" action.resumeInterval="1"
                     queue.type="LinkedList" queue.dequeueBatchSize="50" queue.dequeueSlowdown="10000")
            }
            """);
        using var peer = Peer.Start("/usr/sbin/rsyslogd", ["-n", "-f", configuration, "-i", Path.Combine(_folder.FullName, "pid")]);

        await RestartWhileSendingAsync(host, peer);

        Assert.Equal(Enumerable.Range(0, Count), Stored(host).Order());
    }

    [Fact]
    public async Task SyslogNgBulk_OverRestarts_LosesNothing()
    {
        var root = Path.Combine(Repository.Root, "out", "peers", "syslog-ng");
        Peer.Require(File.Exists(Path.Combine(root, "usr", "sbin", "syslog-ng")), "syslog-ng is not unpacked: run ./dev test");
        await using var host = await RestartedHost.StartAsync();
        var configuration = Write("syslog-ng.conf", $$$"""
            @version: 3.38
            options { stats-freq(0); time-reopen(1); keep-hostname(yes); };
            source numbers { file("{{{Numbers()}}}" flags(no-parse) follow-freq(0.1)); };
            destination out {
              http(url("{{{host.Address}}}/elastic/_bulk") method("POST") user("anybody") password("sender")
                   headers("Content-Type: application/x-ndjson") delimiter("\n") body-suffix("\n") batch-lines(50) batch-bytes(4000) batch-timeout(100) workers(1)
                   body('{"create":{"_index":"syslog-ng","_id":"$(strip $MSG)"}}
            $(format-json n=$MSG @timestamp=$ISODATE)') timeout(5) retries(1000));
            };
            log { source(numbers); destination(out); flags(flow-control); };
            """);
        var library = Path.Combine(root, "usr", "lib", "syslog-ng");
        var module = Directory.GetDirectories(library).Single();
        using var peer = Peer.Start(
            Path.Combine(root, "usr", "sbin", "syslog-ng"),
            [
                "--foreground", "--no-caps", "--stderr", "--cfgfile", configuration, "--module-path", module, "--pidfile", Path.Combine(_folder.FullName, "pid"),
                "--control", Path.Combine(_folder.FullName, "ctl"), "--persist-file", Path.Combine(_folder.FullName, "persist"),
            ],
            ("LD_LIBRARY_PATH", library));

        await RestartWhileSendingAsync(host, peer);

        Assert.Equal(Enumerable.Range(0, Count), Stored(host).Order());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task RestartWhileSendingAsync(RestartedHost host, Peer peer)
    {
        await Eventually.TrueAsync(() => host.Log.Lines.Count > Count / 10 || peer.HasEnded, "nothing came: " + peer.Errors);
        await host.RestartAsync();
        await Eventually.TrueAsync(() => Stored(host).Distinct().Count() >= Count || peer.HasEnded, $"only {host.Log.Lines.Count} of {Count} came");
        Assert.False(peer.HasEnded, peer.Errors);
    }

    private static List<int> Stored(RestartedHost host) =>
        [.. host.Log.Lines.Select(l => int.Parse(JsonDocument.Parse(l).RootElement.GetProperty("n").ToString(), System.Globalization.CultureInfo.InvariantCulture))];

    private string Numbers() => Write("numbers.log", string.Concat(Enumerable.Range(0, Count).Select(n => $"{n}\n")));

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}

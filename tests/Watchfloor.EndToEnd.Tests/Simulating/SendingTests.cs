using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Watchfloor.Commands;
using Watchfloor.EndToEnd.Tests.Commands;
using Watchfloor.EndToEnd.Tests.Serving;
using Watchfloor.Engine.Tests;

namespace Watchfloor.EndToEnd.Tests.Simulating;

/// <summary>The simulated company speaks the protocols that real senders speak.</summary>
public sealed class SendingTests
{
    private static readonly string[] _hours = ["--people", "8", "--seed", "7", "--days", "0.4"];

    [Fact]
    public async Task Tcp_Stream_IsCountedMessagesOfSyslog()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var received = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            using var all = new MemoryStream();
            await client.GetStream().CopyToAsync(all, TestContext.Current.CancellationToken);
            return all.ToArray();
        }, TestContext.Current.CancellationToken);
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Nothing, await Task.Run(() => terminal.Run(["simulate", "--to", $"tcp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", .. _hours]), TestContext.Current.CancellationToken));
        Assert.Contains("not sent, because no target carries them: proxy, netflow", terminal.Error, StringComparison.Ordinal);
        var messages = Messages(await received);
        Assert.True(messages.Count > 1_000);
        Assert.All(messages, m => Assert.Matches(@"^<(134|86)>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}[+-]\d\d:\d\d \S+ [^:\s]+:? ", m));
        Assert.Contains(messages, m => m.Contains(" nginx: ", StringComparison.Ordinal));
        Assert.Contains(messages, m => m.Contains(" audispd: node=", StringComparison.Ordinal));
        Assert.Contains(messages, m => m.Contains(" winevent: {", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Server_BulkSyslogAndScore_FindsTheSameAttack()
    {
        Assert.SkipUnless(File.Exists(ServerProcess.Published), "the program is not published; ./dev test does that");
        var folder = Directory.CreateTempSubdirectory("watchfloor-sending-");
        try
        {
            var udp = ServerProcess.FreePort();
            await using var server = await ServerProcess.StartAsync(ServerProcess.Published, Path.Combine(folder.FullName, "data"),
                ["--listen", "127.0.0.1:0", "--syslog-tcp", $"127.0.0.1:{udp}", "--rules", Path.Combine(Repository.Root, "content", "sample", "rules")]);
            var token = (await ServerProcess.RunAsync("token", "create", "simulated", "--scope", "ingest", "--data", server.Data)).Split().First(w => w.StartsWith("wf", StringComparison.Ordinal));
            var truth = Path.Combine(folder.FullName, "truth.jsonl");
            var address = server.Http.BaseAddress!.ToString().TrimEnd('/');
            await ServerProcess.RunAsync(["simulate", "--to", address, "--to", $"tcp://127.0.0.1:{udp}", "--token", token, "--truth", truth, "--story", "phishing-to-ransomware", "--people", "8", "--seed", "7", "--days", "0.75"]);
            await Eventually.TrueAsync(
                async () =>
                {
                    var score = JsonDocument.Parse(await ServerProcess.RunAsync("simulate", "--score", "--truth", truth, "--data", server.Data, "--output", "json")).RootElement;
                    return score.GetProperty("steps").EnumerateArray().Any(s => s.GetProperty("step").GetString() == "macro-starts-powershell" && s.GetProperty("found").GetInt32() > 0);
                },
                () => "no alert of the server shows the macro");

            await ServerProcess.RunAsync("simulate", "--to", "otlp+" + address, "--token", token, "--people", "5", "--days", "0.02");
            await Eventually.TrueAsync(
                async () => (await ServerProcess.RunAsync("query", "--where", "service.name == \"windows\" and EventID == 1", "--from", "2026-03-01T00:00:00Z", "--limit", "1", "--output", "ndjson", "--data", server.Data)).Contains("Process Create", StringComparison.Ordinal),
                () => "what came through OTLP is not to be found");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Takes octet counting apart (RFC 6587 §3.4.1).</summary>
    private static List<string> Messages(byte[] bytes)
    {
        var messages = new List<string>();
        for (var at = 0; at < bytes.Length;)
        {
            var blank = Array.IndexOf(bytes, (byte)' ', at);
            var length = int.Parse(Encoding.ASCII.GetString(bytes, at, blank - at), System.Globalization.CultureInfo.InvariantCulture);
            messages.Add(Encoding.UTF8.GetString(bytes, blank + 1, length));
            at = blank + 1 + length;
        }

        return messages;
    }
}

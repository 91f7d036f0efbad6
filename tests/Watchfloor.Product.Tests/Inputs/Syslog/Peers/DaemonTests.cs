using System.Globalization;
using Watchfloor.Engine.Tests;
using Watchfloor.Platform.Secrets.Certificates;
using Watchfloor.Product.Tests.Inputs.Peers;

namespace Watchfloor.Product.Tests.Inputs.Syslog.Peers;

/// <summary>rsyslog and syslog-ng of Debian, each sending a file of numbered lines.</summary>
public sealed class DaemonTests : IDisposable
{
    private const int Count = 500;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-peer-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("octet-counted", "RSYSLOG_SyslogProtocol23Format")] // its template ends in a line end, within the frame
    [InlineData("traditional", "RSYSLOG_SyslogProtocol23Format")]
    [InlineData("octet-counted", "RSYSLOG_TraditionalForwardFormat")]
    [InlineData("traditional", "RSYSLOG_TraditionalForwardFormat")]
    public async Task RsyslogTcp_Framing_EveryMessageArrivesOnce(string framing, string template)
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tcp = "127.0.0.1:0");
        using var rsyslog = Daemon.Rsyslog(_folder, Rsyslog("", $"""type="omfwd" target="127.0.0.1" port="{host.Port("syslog.tcp")}" protocol="tcp" tcp_framing="{framing}" template="{template}" """));

        await AllArriveAsync(host, rsyslog);
    }

    [Theory]
    [InlineData("gtls", ClientCertificates.Off)]
    [InlineData("ossl", ClientCertificates.Off)]
    [InlineData("gtls", ClientCertificates.Required)]
    [InlineData("ossl", ClientCertificates.Required)]
    public async Task RsyslogTls_OurAuthority_EveryMessageArrivesOnce(string driver, ClientCertificates clients)
    {
        await using var host = await SyslogHost.StartAsync(o => (o.Tls, o.ClientCertificates) = ("127.0.0.1:0", clients));
        var own = clients == ClientCertificates.Off ? "" : Own(host, """DefaultNetstreamDriverCertFile="{0}" DefaultNetstreamDriverKeyFile="{1}" """);
        using var rsyslog = Daemon.Rsyslog(_folder, Rsyslog(
            $"""global(DefaultNetstreamDriverCAFile="{host.CaFile}" {own})""",
            $"""
            type="omfwd" target="localhost" port="{host.Port("syslog.tls")}" protocol="tcp" tcp_framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format"
            streamDriver="{driver}" streamDriverMode="1" streamDriverAuthMode="x509/name" streamDriverPermittedPeers="localhost"
            """));

        await AllArriveAsync(host, rsyslog);
        Assert.Equal(0, host.Figures("syslog.tls").Malformed);
    }

    [Theory]
    [InlineData(false, ClientCertificates.Off)]
    [InlineData(true, ClientCertificates.Off)]
    [InlineData(true, ClientCertificates.Required)]
    public async Task RsyslogRelp_EveryMessageArrives(bool isTls, ClientCertificates clients)
    {
        await using var host = await SyslogHost.StartAsync(o => (o.Relp, o.RelpTls, o.ClientCertificates) = ("127.0.0.1:0", "127.0.0.1:0", clients));
        var own = clients == ClientCertificates.Off ? "" : Own(host, """tls.mycert="{0}" tls.myprivkey="{1}" """);
        var tls = isTls ? $"""tls="on" tls.cacert="{host.CaFile}" tls.authmode="name" tls.permittedpeer="localhost" {own}""" : "";
        using var rsyslog = Daemon.Rsyslog(_folder, Rsyslog(
            """module(load="omrelp" tls.tlslib="openssl")""",
            $"""type="omrelp" target="localhost" port="{host.Port(isTls ? "relp.tls" : "relp")}" template="RSYSLOG_SyslogProtocol23Format" {tls}"""));

        await AllArriveAsync(host, rsyslog);
    }

    [Fact]
    public async Task RsyslogRelp_ServerDiesAgainAndAgain_NothingAcknowledgedIsMissing()
    {
        const int many = 20_000;
        var intake = new FakeIntake();
        var host = await SyslogHost.StartAsync(o => o.Relp = "127.0.0.1:0", intake);
        var port = host.Port("relp");
        // The queue that docs/syslog.md asks for. With a disk-assisted one rsyslog itself loses messages that were not answered.
        using var rsyslog = Daemon.Rsyslog(_folder, Rsyslog(
            """module(load="omrelp")""",
            $"""
            type="omrelp" target="127.0.0.1" port="{port}" template="RSYSLOG_SyslogProtocol23Format"
            queue.type="Disk" queue.filename="relp"
            """,
            many));
        try
        {
            for (var round = 1; round <= 4; round++)
            {
                await Eventually.TrueAsync(() => intake.Events > round * many / 10, () => rsyslog.Said());

                // What is handed in from now on never gets to disk: the server dies over it.
                intake.Close();
                var asked = intake.Asked;
                await Eventually.TrueAsync(() => intake.Asked > asked || intake.Events >= many, () => rsyslog.Said());
                await host.StopAsync(new CancellationToken(canceled: true));
                await host.DisposeAsync();
                intake.Open();
                host = await SyslogHost.StartAsync(o => o.Relp = $"127.0.0.1:{port}", intake);
            }

            await Eventually.TrueAsync(() => Numbers(intake).Distinct().Count() == many, () => $"{string.Join(' ', Enumerable.Range(0, many).Except(Numbers(intake)).Take(20))} did not come; {rsyslog.Said()}");
        }
        finally
        {
            await host.DisposeAsync();
        }

        // What was on disk but not yet answered comes again, and no more than that: at most the sender's window in each round.
        Assert.InRange(Numbers(intake).Count, many, many + (4 * 1_024));
    }

    [Theory]
    [InlineData("network(\"127.0.0.1\" port({0}) transport(\"tcp\"))", "syslog.tcp")]
    [InlineData("network(\"127.0.0.1\" port({0}) transport(\"udp\"))", "syslog.udp")]
    [InlineData("syslog(\"127.0.0.1\" port({0}) transport(\"tcp\"))", "syslog.tcp")]
    [InlineData("syslog(\"localhost\" port({0}) transport(\"tls\") tls(ca-file(\"{1}\") peer-verify(required-trusted)))", "syslog.tls")]
    public async Task SyslogNg_EveryMessageArrives(string destination, string input)
    {
        await using var host = await SyslogHost.StartAsync(o => (o.Udp, o.Tcp, o.Tls) = ("127.0.0.1:0", "127.0.0.1:0", "127.0.0.1:0"));
        var target = string.Format(CultureInfo.InvariantCulture, destination, host.Port(input), host.CaFile);
        using var ng = Daemon.SyslogNg(_folder, $$"""
            source numbers { file("{{Numbered(Count)}}" flags(no-parse) follow-freq(0.1) program-override("peer")); };
            destination out { {{target}}; };
            log { source(numbers); destination(out); flags(flow-control); };
            """);

        await AllArriveAsync(host, ng);
    }

    private static async Task AllArriveAsync(SyslogHost host, Peer daemon)
    {
        await Eventually.TrueAsync(() => host.Intake.Events >= Count, () => $"{host.Intake.Events} of {Count} came; {daemon.Said()}");
        Assert.Equal(Enumerable.Range(0, Count), Numbers(host.Intake).Order());
    }

    private static List<int> Numbers(FakeIntake intake) =>
        [.. intake.Messages.Select(m => m.Trim()).Where(m => m.StartsWith("number ", StringComparison.Ordinal)).Select(m => int.Parse(m.AsSpan("number ".Length), CultureInfo.InvariantCulture))];

    private string Rsyslog(string more, string action, int count = Count) => $$"""
        {{more}}
        module(load="imfile")
        input(type="imfile" File="{{Numbered(count)}}" Tag="peer:" ruleset="out")
        ruleset(name="out") {
          action({{action}} action.resumeRetryCount="-1" action.resumeInterval="1")
        }
        """;

    private string Numbered(int count)
    {
        var path = Path.Combine(_folder.FullName, "numbers.log");
        File.WriteAllLines(path, Enumerable.Range(0, count).Select(n => $"number {n}"));
        return path;
    }

    private string Own(SyslogHost host, string format)
    {
        var files = host.Authority.IssueClient("peer", TimeSpan.FromDays(1)).Save(_folder.FullName, "peer", host.Authority);
        return string.Format(CultureInfo.InvariantCulture, format, files[0], files[1]);
    }
}

using System.Globalization;
using System.Text;
using Watchfloor.Engine.Tests;
using Watchfloor.Monitoring.Intake;

namespace Watchfloor.Product.Tests.Inputs.Syslog;

public sealed class RelpTests
{
    private const string Input = "relp";
    private const string Offers = "relp_version=0\nrelp_software=test\ncommands=syslog";

    [Fact]
    public async Task Session_OpenMessagesClose_IsAnsweredInOrder()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Relp = "127.0.0.1:0");
        await using var sender = await OpenAsync(host);

        await sender.SendAsync(Frame(2, "syslog", "<13>Mar  4 05:06:07 h a: one") + Frame(3, "syslog", "<13>Mar  4 05:06:07 h a: two\nlines\n") + Frame(4, "hello", "x") + Frame(5, "close", ""));

        Assert.Equal(
            "2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 19 500 unknown command\n5 rsp 0\n0 serverclose 0\n",
            await sender.ReadAsync(4_096));
        Assert.Equal(["one", "two\nlines"], host.Intake.Messages);
        Assert.Equal(0, host.Figures(Input).Malformed);
    }

    [Fact]
    public async Task Answer_BeforeTheDiskHasIt_IsNotSent()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Relp = "127.0.0.1:0");
        await using var sender = await OpenAsync(host);
        host.Intake.Close();

        await sender.SendAsync(Frame(2, "syslog", "<13>one"));
        await Eventually.TrueAsync(() => host.Intake.Asked == 1);
        var answer = sender.ReadAsync(1);
        // The answer of another connection shows that this one would have had time.
        await using (var other = await OpenAsync(host)) Assert.False(answer.IsCompleted);
        Assert.Equal(0, sender.Socket.Available);
        host.Intake.Open();

        Assert.Equal("2", await answer);
    }

    [Theory]
    [InlineData(IntakeOutcome.Full)]
    [InlineData(IntakeOutcome.Busy)]
    [InlineData(IntakeOutcome.OverQuota)]
    [InlineData(IntakeOutcome.Failed)]
    public async Task Answer_IntakeRefusesForNow_ComesWhenItHasTaken(IntakeOutcome outcome)
    {
        await using var host = await SyslogHost.StartAsync(o => o.Relp = "127.0.0.1:0");
        await using var sender = await OpenAsync(host);
        host.Intake.Answer = _ => outcome;

        await sender.SendAsync(Frame(2, "syslog", "<13>one"));
        await Eventually.TrueAsync(() => host.Figures(Input).Waits >= 2);
        Assert.Equal(0, sender.Socket.Available);
        host.Intake.Answer = _ => IntakeOutcome.Accepted;

        Assert.Equal("2 rsp 6 200 OK\n", await sender.ReadAsync(15));
        Assert.Equal(1, host.Intake.Events);
    }

    [Fact]
    public async Task Answer_SourceGone_IsNeverSent()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Relp = "127.0.0.1:0");
        await using var sender = await OpenAsync(host);
        host.Intake.Answer = _ => IntakeOutcome.NoSource;

        await sender.SendAsync(Frame(2, "syslog", "<13>one"));

        Assert.Equal("", await sender.ReadAsync(1));
    }

    [Fact]
    public async Task Message_TooLong_IsCutAndAnsweredAtItsEnd()
    {
        await using var host = await SyslogHost.StartAsync(o => (o.Relp, o.MaxMessageBytes) = ("127.0.0.1:0", 1_024));
        await using var sender = await OpenAsync(host);

        await sender.SendAsync("2 syslog 300001 <13>" + new string('x', 300_000 - 4));
        await Eventually.TrueAsync(() => host.Intake.Events == 1);
        Assert.Equal(0, sender.Socket.Available);
        await sender.SendAsync("y\n" + Frame(3, "syslog", "<13>next"));

        Assert.Equal("2 rsp 6 200 OK\n3 rsp 6 200 OK\n", await sender.ReadAsync(30));
        Assert.Equal(1_024, host.Intake.Raw[0].Length);
        Assert.Equal(1, host.Figures(Input).Cut);
    }

    [Theory]
    [InlineData("2 syslog 3 abc\n")]
    [InlineData("1 close 0\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("\u0016\u0003\u0001\u0002\n")]
    public async Task Session_NotOpened_IsClosedAndCounted(string sent)
    {
        await using var host = await SyslogHost.StartAsync(o => o.Relp = "127.0.0.1:0");
        await using var sender = await host.ConnectAsync(Input);

        await sender.SendAsync(sent);

        Assert.Equal("", await sender.ReadAsync(1));
        Assert.Equal(1, host.Figures(Input).Malformed);
        Assert.Equal(0, host.Intake.Asked);
    }

    [Fact]
    public async Task Open_WithoutSyslog_IsRefused()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Relp = "127.0.0.1:0");
        await using var sender = await host.ConnectAsync(Input);

        await sender.SendAsync(Frame(1, "open", "relp_version=0\ncommands=eventlog"));

        Assert.StartsWith("1 rsp 66 500 ", await sender.ReadAsync(4_096), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_SaysGoodbye_AndLeavesTheRestToTheSender()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Relp = "127.0.0.1:0");
        await using var sender = await OpenAsync(host);

        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal("0 serverclose 0\n", await sender.ReadAsync(4_096));
    }

    [Fact]
    public async Task Send_ManyMessages_AreWrittenTogether()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Relp = "127.0.0.1:0");
        await using var sender = await OpenAsync(host);
        var all = new StringBuilder();
        for (var i = 2; i < 1_002; i++) all.Append(Frame(i, "syslog", "<13>message"));

        await sender.SendAsync(all.ToString());

        var answers = await sender.ReadAsync(Enumerable.Range(2, 1_000).Sum(i => $"{i} rsp 6 200 OK\n".Length));
        Assert.Equal(string.Concat(Enumerable.Range(2, 1_000).Select(i => $"{i} rsp 6 200 OK\n")), answers);
        Assert.InRange(host.Intake.Asked, 1, 50);
    }

    private static async Task<System.Net.Sockets.NetworkStream> OpenAsync(SyslogHost host)
    {
        var sender = await host.ConnectAsync(Input);
        await sender.SendAsync(Frame(1, "open", Offers));
        var answer = "";
        while (!answer.EndsWith("commands=syslog\n", StringComparison.Ordinal)) answer += await sender.ReadAsync(1);
        Assert.StartsWith("1 rsp ", answer, StringComparison.Ordinal);
        Assert.Contains(" 200 OK\nrelp_version=0\n", answer, StringComparison.Ordinal);
        return sender;
    }

    private static string Frame(int number, string command, string data) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {command} {Encoding.UTF8.GetByteCount(data)}{(data.Length > 0 ? " " : "")}{data}\n");
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using Watchfloor.Engine.Tests;
using Watchfloor.Monitoring.Inputs.Syslog.Udp;
using Watchfloor.Monitoring.Intake;

namespace Watchfloor.Product.Tests.Inputs.Syslog;

public sealed class SyslogUdpTests
{
    private const string Input = "syslog.udp";
    private const string Head = "<13>Mar  4 05:06:07 host app: ";

    [Theory]
    [InlineData("127.0.0.1:0")]
    [InlineData("*:0")]
    public async Task Send_Datagrams_EachIsAMessageWithItsSender(string address)
    {
        await using var host = await SyslogHost.StartAsync(o => o.Udp = address);
        using var one = Sender(host);
        using var other = Sender(host);

        await SendAsync(one, Head + "one\n");
        await SendAsync(other, Head + "two\nlines");
        await SendAsync(one, Head + "three\0");

        await Eventually.TrueAsync(() => host.Intake.Events == 3);
        Assert.Equal(["one", "three", "two\nlines"], host.Intake.Messages.Order(StringComparer.Ordinal));
        Assert.All(host.Intake.Accepted, b => Assert.Equal("127.0.0.1", b.Sender));
    }

    [Fact]
    public async Task Send_WhileTheDiskIsBusy_MessagesOfOneSenderAreWrittenTogether()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Udp = "127.0.0.1:0");
        host.Intake.Close();
        using var sender = Sender(host);
        await SendAsync(sender, Head + "first");
        await Eventually.TrueAsync(() => host.Intake.Asked == 1);
        for (var i = 0; i < 100; i++) await SendAsync(sender, Head + i);
        host.Intake.Open();

        await Eventually.TrueAsync(() => host.Intake.Events == 101);
        Assert.InRange(host.Intake.Accepted.Count, 2, 20);
    }

    [Fact]
    public async Task Send_DatagramTooLong_IsCutAndMarked()
    {
        await using var host = await SyslogHost.StartAsync(o => (o.Udp, o.MaxMessageBytes) = ("127.0.0.1:0", 1_024));
        using var sender = Sender(host);

        await SendAsync(sender, Head + new string('x', 50_000));

        await Eventually.TrueAsync(() => host.Intake.Events == 1);
        Assert.Equal(1_024, host.Intake.Raw[0].Length);
        Assert.Equal(1, host.Figures(Input).Cut);
    }

    [Fact]
    public async Task Send_DiskDoesNotKeepUp_DropsOfTheKernelAreCounted()
    {
        await using var host = await SyslogHost.StartAsync(o => (o.Udp, o.UdpBufferBytes) = ("127.0.0.1:0", 64 << 10));
        host.Intake.Answer = _ => IntakeOutcome.Full;
        using var sender = Sender(host);

        await Eventually.TrueAsync(async () =>
        {
            for (var i = 0; i < 20; i++) await SendAsync(sender, Head + new string('x', 30_000));
            return host.Figures(Input).Dropped > 0;
        });
        Assert.NotNull(host.Figures(Input).BufferBytes);
        host.Intake.Answer = _ => IntakeOutcome.Accepted;
        await Eventually.TrueAsync(() => host.Intake.Events > 0);
    }

    [Theory]
    [InlineData(IntakeOutcome.OverQuota)]
    [InlineData(IntakeOutcome.NoSource)]
    public async Task Take_SourceMayNotSend_IsDroppedAndCounted_OthersGoOn(IntakeOutcome outcome)
    {
        await using var host = await SyslogHost.StartAsync(o => o.Udp = "127.0.0.1:0");
        host.Intake.Answer = _ => outcome;
        using var sender = Sender(host);
        await SendAsync(sender, Head + "over");
        await Eventually.TrueAsync(() => host.Figures(Input).Dropped == 1);

        host.Intake.Answer = _ => IntakeOutcome.Accepted;
        await SendAsync(sender, Head + "fine");

        await Eventually.TrueAsync(() => host.Intake.Events == 1);
        Assert.Equal(["fine"], host.Intake.Messages);
    }

    [Fact]
    public async Task Send_NoSource_IsRefusedAndCounted()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Udp = "127.0.0.1:0");
        host.Sources.Only = null;
        using var sender = Sender(host);

        await SendAsync(sender, Head + "refused");

        await Eventually.TrueAsync(() => host.Figures(Input).Refused == 1);
        Assert.Equal(0, host.Intake.Asked);
    }

    [Fact]
    public async Task Stop_DatagramsThatHaveCome_AreTakenFirst()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Udp = "127.0.0.1:0");
        host.Intake.Close();
        using var sender = Sender(host);
        for (var i = 0; i < 50; i++) await SendAsync(sender, Head + i);

        var stop = host.StopAsync(TestContext.Current.CancellationToken);
        host.Intake.Open();
        await stop;

        Assert.Equal(50, host.Intake.Events);
    }

    [Theory]
    [InlineData("  12: 0100007F:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 0000000000000000 42", 42)]
    [InlineData("  12: 0100007F:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4712 2 0000000000000000 42", -1)]
    [InlineData("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops", -1)]
    [InlineData("", -1)]
    public void Drops_LineOfTheKernelsTable_OfTheSocketOnly(string line, long expected) => Assert.Equal(expected, KernelUdpDrops.Drops(line, "4711"));

    private static Socket Sender(SyslogHost host)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(IPAddress.Loopback, host.Port(Input));
        return socket;
    }

    private static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
}

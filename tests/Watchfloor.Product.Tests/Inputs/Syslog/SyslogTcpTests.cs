using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Watchfloor.Engine.Tests;
using Watchfloor.Monitoring.Inputs.Syslog;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;

namespace Watchfloor.Product.Tests.Inputs.Syslog;

public sealed class SyslogTcpTests
{
    private const string Input = "syslog.tcp";
    private const string Head = "<13>Mar  4 05:06:07 host app: ";

    [Fact]
    public async Task Send_BothFramings_MessagesArriveWithTheirSender()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tcp = "127.0.0.1:0");
        await using var sender = await host.ConnectAsync(Input);

        await sender.SendAsync(Head + "one\n" + Counted(Head + "two\nlines") + Head + "three\n");

        await Eventually.TrueAsync(() => host.Intake.Events == 3);
        Assert.Equal(["one", "two\nlines", "three"], host.Intake.Messages);
        Assert.All(host.Intake.Accepted, b => Assert.Equal(("source", Input, "127.0.0.1", "syslog-framed"), (b.SourceId, b.Input, b.Sender, b.Format)));
        Assert.Equal((3, 0, 1), (host.Figures(Input).Events, host.Figures(Input).Dropped, host.Figures(Input).Connections));
    }

    [Fact]
    public async Task Send_MessageTooLong_IsCutMarkedAndCounted_ConnectionGoesOn()
    {
        await using var host = await SyslogHost.StartAsync(o => (o.Tcp, o.MaxMessageBytes) = ("127.0.0.1:0", 1_024));
        await using var sender = await host.ConnectAsync(Input);

        await sender.SendAsync(Head + new string('x', 5_000_000) + "\n" + Head + "next\n");

        await Eventually.TrueAsync(() => host.Intake.Events == 2);
        Assert.Equal([Head + new string('x', 1_024 - Head.Length), Head + "next"], host.Intake.Raw);
        Assert.StartsWith("1024! ", Encoding.UTF8.GetString(host.Intake.Accepted[0].Body.Span), StringComparison.Ordinal);
        Assert.Equal(1, host.Figures(Input).Cut);
    }

    [Fact]
    public async Task Send_LastLineWithoutEnd_ArrivesWhenTheConnectionEnds()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tcp = "127.0.0.1:0");
        await using (var sender = await host.ConnectAsync(Input)) await sender.SendAsync(Head + "no end");

        await Eventually.TrueAsync(() => host.Intake.Events == 1 && host.Figures(Input).Connections == 0);
        Assert.Equal(["no end"], host.Intake.Messages);
        Assert.Equal(0, host.Figures(Input).Malformed);
    }

    [Theory]
    [InlineData(IntakeOutcome.Full)]
    [InlineData(IntakeOutcome.Busy)]
    [InlineData(IntakeOutcome.OverQuota)]
    [InlineData(IntakeOutcome.Failed)]
    public async Task Take_IntakeRefusesForNow_SenderIsNotReadAndNothingIsLost(IntakeOutcome outcome)
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tcp = "127.0.0.1:0");
        host.Intake.Answer = _ => outcome;
        await using var sender = await host.ConnectAsync(Input);
        sender.Socket.SendBufferSize = 4_096;
        var line = Encoding.UTF8.GetBytes(Head + new string('x', 60_000) + "\n");

        // More than all buffers between hold: the sender has to wait.
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 1_000; i++) await sender.WriteAsync(line, TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => host.Figures(Input).Waits >= 3);
        Assert.False(sending.IsCompleted);
        Assert.Equal(0, host.Intake.Events);
        host.Intake.Answer = _ => IntakeOutcome.Accepted;
        await sending;

        await Eventually.TrueAsync(() => host.Intake.Events == 1_000);
        Assert.Equal(0, host.Figures(Input).Dropped);
    }

    [Fact]
    public async Task Take_DiskGivesAnError_IsTriedAgain()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tcp = "127.0.0.1:0");
        host.Intake.Answer = _ => throw new IOException("no space");
        await using var sender = await host.ConnectAsync(Input);
        await sender.SendAsync(Head + "one\n");
        await Eventually.TrueAsync(() => host.Figures(Input).Waits >= 2);
        Assert.Equal("no space", host.Figures(Input).LastFault);

        host.Intake.Answer = _ => IntakeOutcome.Accepted;

        await Eventually.TrueAsync(() => host.Intake.Events == 1);
        Assert.Equal(0, host.Figures(Input).Dropped);
    }

    [Fact]
    public async Task Connect_NoSource_IsRefusedAndCounted()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tcp = "127.0.0.1:0");
        host.Sources.Only = null;
        await using var sender = await host.ConnectAsync(Input);

        Assert.Equal("", await sender.ReadAsync(1));
        Assert.Equal(1, host.Figures(Input).Refused);
        Assert.Contains("127.0.0.1", host.Figures(Input).LastFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Take_SourceSwitchedOff_ConnectionIsClosedAndLossCounted()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tcp = "127.0.0.1:0");
        host.Intake.Answer = _ => IntakeOutcome.NoSource;
        await using var sender = await host.ConnectAsync(Input);
        await sender.SendAsync(Head + "one\n");

        Assert.Equal("", await sender.ReadAsync(1));
        Assert.Equal(1, host.Figures(Input).Dropped);
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(100, 2)]
    public async Task Connect_MoreThanAllowed_IsRefused_UntilOneEnds(int all, int perAddress)
    {
        await using var host = await SyslogHost.StartAsync(o => (o.Tcp, o.MaxConnections, o.MaxConnectionsPerAddress) = ("127.0.0.1:0", all, perAddress));
        await using var first = await host.ConnectAsync(Input);
        await using var second = await host.ConnectAsync(Input);
        await using var third = await host.ConnectAsync(Input);

        Assert.Equal("", await third.ReadAsync(1));
        await first.DisposeAsync();
        await Eventually.TrueAsync(() => host.Figures(Input).Connections == 1);
        await using var fourth = await host.ConnectAsync(Input);
        await fourth.SendAsync(Head + "fourth\n");
        await Eventually.TrueAsync(() => host.Intake.Events == 1);
    }

    [Fact]
    public async Task Idle_LongerThanAllowed_IsClosed_NotBefore()
    {
        var time = new FakeTimeProvider();
        await using var host = await SyslogHost.StartAsync(o => (o.Tcp, o.IdleSeconds) = ("127.0.0.1:0", 300), time: time);
        await using var sender = await host.ConnectAsync(Input);
        await sender.SendAsync(Head + "one\n");
        await Eventually.TrueAsync(() => host.Intake.Events == 1);
        time.Advance(TimeSpan.FromSeconds(200));
        await sender.SendAsync(Head + "two\n");
        await Eventually.TrueAsync(() => host.Intake.Events == 2);
        time.Advance(TimeSpan.FromSeconds(200));
        Assert.Equal(1, host.Figures(Input).Connections);

        await Eventually.TrueAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(20));
            return host.Figures(Input).Connections == 0;
        });
        Assert.Equal(0, host.Figures(Input).Malformed);
    }

    [Fact]
    public async Task Send_MessageDripsTooSlowly_IsClosed_WhatCameIsKept()
    {
        var time = new FakeTimeProvider();
        await using var host = await SyslogHost.StartAsync(o => (o.Tcp, o.StepSeconds) = ("127.0.0.1:0", 60), time: time);
        await using var sender = await host.ConnectAsync(Input);
        await sender.SendAsync(Head);

        await Eventually.TrueAsync(async () =>
        {
            // It sends all the time, but never an end.
            time.Advance(TimeSpan.FromSeconds(5));
            try
            {
                await sender.SendAsync("x");
            }
            catch (IOException)
            {
            }

            return host.Figures(Input).Connections == 0;
        });

        Assert.StartsWith(Head, Assert.Single(host.Intake.Raw), StringComparison.Ordinal);
        Assert.Equal(1, host.Figures(Input).Malformed);
    }

    [Fact]
    public async Task Send_BegunMessagesBeyondTheBound_ConnectionsAreClosed()
    {
        await using var host = await SyslogHost.StartAsync(o => (o.Tcp, o.MaxHeldBytes) = ("127.0.0.1:0", 1 << 20));
        var senders = new List<NetworkStream>();
        for (var i = 0; i < 60; i++)
        {
            senders.Add(await host.ConnectAsync(Input));
            await senders[i].SendAsync(Head + new string('x', 30_000));
        }

        await Eventually.TrueAsync(() => host.Figures(Input).Malformed > 0);
        Assert.InRange(host.Figures(Input).Connections, 1, 59);
        foreach (var sender in senders) await sender.DisposeAsync();
        await Eventually.TrueAsync(() => host.Intake.Events == 60);
    }

    [Fact]
    public async Task Stop_MessagesInTheKernel_AreTakenFirst()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tcp = "127.0.0.1:0");
        host.Intake.Close();
        await using var sender = await host.ConnectAsync(Input);
        await sender.SendAsync(Head + "first\n");
        await Eventually.TrueAsync(() => host.Intake.Asked == 1);
        await sender.SendAsync(Head + "second\n");

        var stop = host.StopAsync(TestContext.Current.CancellationToken);
        host.Intake.Open();
        await stop;

        Assert.Equal(["first", "second"], host.Intake.Messages);
        Assert.Equal(0, host.Figures(Input).Dropped);
    }

    [Fact]
    public async Task Stop_DiskNeverAnswers_LossIsCounted()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tcp = "127.0.0.1:0");
        host.Intake.Close();
        await using var sender = await host.ConnectAsync(Input);
        await sender.SendAsync(Head + "lost\n");
        await Eventually.TrueAsync(() => host.Intake.Asked == 1);

        await host.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal(1, host.Figures(Input).Dropped);
    }

    [Fact]
    public async Task Source_FormatOfLines_BodyIsOfThatFormat()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tcp = "127.0.0.1:0");
        host.Sources.Only = new Source { Id = "source", Name = "test", Kind = "syslog", Format = "jsonl" };
        await using var sender = await host.ConnectAsync(Input);

        await sender.SendAsync("{\"a\":1}\n{\"a\":2}\n");

        await Eventually.TrueAsync(() => host.Intake.Events == 2);
        Assert.All(host.Intake.Accepted, b => Assert.Equal("jsonl", b.Format));
        Assert.Equal("{\"a\":1}\n{\"a\":2}\n", string.Concat(host.Intake.Accepted.Select(b => Encoding.UTF8.GetString(b.Body.Span))));
    }

    [Fact]
    public async Task Start_AddressTaken_SaysWhichInput()
    {
        await using var host = await SyslogHost.StartAsync(o => o.Tcp = "127.0.0.1:0");
        var port = host.Port(Input);

        var fault = await Assert.ThrowsAsync<SyslogException>(() => SyslogHost.StartAsync(o => o.Tcp = $"127.0.0.1:{port}"));

        Assert.Contains($"Tcp cannot listen on 127.0.0.1:{port}", fault.Message, StringComparison.Ordinal);
    }

    private static string Counted(string message) => Encoding.UTF8.GetByteCount(message) + " " + message;
}

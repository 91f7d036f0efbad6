using System.Net.Sockets;
using Watchfloor.Engine.Tests;

namespace Watchfloor.Product.Tests.Inputs.Syslog;

public sealed class IdleConnectionTests
{
    private const string Input = "syslog.tcp";

    [Fact]
    public async Task Hold_TenThousandIdleConnections_CostsLittleAndTakesMessages()
    {
        // Both ends are in this process, so two file handles each, and other tests need theirs; a machine that allows fewer holds as many as
        // it can.
        const int others = 5_000;
        var handles = (int)Math.Min(OpenFiles.Raise(), 1_000_000);
        var count = Math.Min(10_000, (handles - Math.Min(others, handles / 2)) / 2);
        TestContext.Current.SendDiagnosticMessage("{0} idle connections with {1} file handles", count, handles);
        Assert.True(count >= 200, $"only {handles} file handles are allowed");
        await using var host = await SyslogHost.StartAsync(o => (o.Tcp, o.MaxConnectionsPerAddress) = ("127.0.0.1:0", 0));
        var senders = new List<NetworkStream>(count);
        try
        {
            senders.Add(await host.ConnectAsync(Input));
            await senders[0].SendAsync("<13>Mar  4 05:06:07 h a: warm\n");
            await Eventually.TrueAsync(() => host.Intake.Events == 1);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            while (senders.Count < count)
            {
                senders.Add(await host.ConnectAsync(Input));
                // Each has sent something once, so what it used for that must be given back.
                await senders[^1].SendAsync("<13>Mar  4 05:06:07 h a: hello\n");
            }

            await Eventually.TrueAsync(() => host.Intake.Events == count);
            await senders[count / 2].SendAsync("<13>Mar  4 05:06:07 h a: still here\n");
            await Eventually.TrueAsync(() => host.Intake.Events == count + 1);
            Assert.Equal(count, host.Figures(Input).Connections);
            var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;

            // Both ends, with what the fake intake keeps. A buffer for each would be 64 KiB.
            Assert.InRange(each, 0, 16 << 10);
        }
        finally
        {
            foreach (var sender in senders) await sender.DisposeAsync();
        }

        await Eventually.TrueAsync(() => host.Figures(Input).Connections == 0);
    }
}

using System.Globalization;
using Watchfloor.Engine.Tests;

namespace Watchfloor.Product.Tests.Inputs.Syslog.Peers;

/// <summary>logger(1) of util-linux.</summary>
public sealed class LoggerTests
{
    [Theory]
    [InlineData("syslog.udp", "--udp", "--rfc5424")]
    [InlineData("syslog.udp", "--udp", "--rfc3164")]
    [InlineData("syslog.tcp", "--tcp", "--rfc5424")]
    [InlineData("syslog.tcp", "--tcp", "--rfc3164")]
    [InlineData("syslog.tcp", "--tcp", "--rfc5424 --octet-count")]
    public async Task Logger_Message_Arrives(string input, string transport, string format)
    {
        await using var host = await SyslogHost.StartAsync(o => (o.Udp, o.Tcp) = ("127.0.0.1:0", "127.0.0.1:0"));

        await Daemon.LoggerAsync(
            ["--server", "127.0.0.1", "--port", host.Port(input).ToString(CultureInfo.InvariantCulture), transport, .. format.Split(' '), "--tag", "peer", "--", "hello from logger"]);

        await Eventually.TrueAsync(() => host.Intake.Events == 1);
        Assert.Equal(["hello from logger"], host.Intake.Messages);
        Assert.Equal(input, host.Intake.Accepted[0].Input);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Watchfloor.Monitoring.Inputs.Syslog;

namespace Watchfloor.Product.Tests.Inputs.Syslog;

public sealed class SyslogOptionsTests
{
    [Theory]
    [InlineData("127.0.0.1:5514")]
    [InlineData("[::1]:5514")]
    [InlineData("*:514")]
    [InlineData("off")]
    public void Add_GoodAddress_IsTaken(string address) => new ServiceCollection().AddSyslog(new SyslogOptions { Udp = address });

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("5514")]
    [InlineData("host:5514")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("")]
    public void Add_BadAddress_SaysWhichAndWhatIsAllowed(string address)
    {
        var fault = Assert.Throws<SyslogException>(() => new ServiceCollection().AddSyslog(new SyslogOptions { Relp = address }));

        Assert.Contains($"Relp is '{address}'", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ADDRESS:PORT", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_BoundOutOfRange_SaysWhich()
    {
        var fault = Assert.Throws<SyslogException>(() => new ServiceCollection().AddSyslog(new SyslogOptions { MaxMessageBytes = 10 }));

        Assert.Contains("MaxMessageBytes", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Add_AllOff_AddsNothing() => Assert.Empty(new ServiceCollection().AddSyslog(new SyslogOptions()));
}

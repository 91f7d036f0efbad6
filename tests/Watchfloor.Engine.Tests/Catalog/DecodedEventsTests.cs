using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Catalog;

/// <summary>The decoders write the names that the rules, mappings and times ask for.</summary>
public sealed class DecodedEventsTests
{
    [Theory]
    [InlineData("syslog", "<189>6705: Feb 17 13:40:03.673: %PARSER-5-CFGLOG_LOGGEDCMD: User:ada  logged command:show clock", "cisco/*/aaa + cisco/*/syslog")]
    [InlineData("syslog", "<166>Feb 17 13:40:03 fw-1 : %ASA-6-302013: Built outbound TCP connection 1", "cisco/*/syslog + cisco/firewall/asa")]
    [InlineData("syslog", "Feb 17 13:40:03 gate sshd[812]: Failed password for root", "linux/*/auth + linux/*/sshd + linux/*/syslog")]
    [InlineData("auditd", "type=EXECVE msg=audit(1739799603.250:7): argc=1 a0=\"id\"", "linux/process_creation/auditd")]
    [InlineData("cef", "CEF:0|Check Point|VPN-1|1|5|Drop|3|rt=1739799603250 src=10.0.0.1 dpt=23", "*/firewall/*")]
    [InlineData("leef", "LEEF:1.0|Juniper|SRX|1|deny|src=10.0.0.1\tdevTime=Feb 17 2025 13:40:03", "*/firewall/*")]
    [InlineData("json", "{\"ts\":1739799603.25,\"@stream\":\"dns\",\"query\":\"x.example.test\"}", "zeek/dns/dns")]
    [InlineData("json", "{\"Event\":{\"System\":{\"EventID\":{\"#text\":1},\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"TimeCreated\":{\"#attributes\":{\"SystemTime\":\"2025-02-17T13:40:03.25Z\"}}}}}", "windows/process_creation/sysmon")]
    public void Classify_DecodedLine_IsKnownWithItsTime(string format, string line, string expected)
    {
        var catalog = CatalogEvents.Shipped;
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(line + "\n"));
        var batch = new EventBatch(catalog.Names);
        Assert.True(new EventReader(stream, FormatRegistry.ByName(format)!, catalog.Names, DecodeLimits.Default).Read(batch));
        Assert.Equal(expected, catalog.Classify(batch[0]).Name);
        var day = catalog.TimeOf(batch[0], new DateTimeOffset(2025, 3, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(new DateTime(2025, 2, 17, 13, 40, 3), new DateTime(day!.Value.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond));
    }
}

using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Simulation;

namespace Watchfloor.Engine.Tests.Simulation;

/// <summary>What is simulated is read by the decoders, known by its log source, and has its time and host.</summary>
public sealed class DecodedTests
{
    [Theory]
    [InlineData("windows", "jsonl", "windows/", true)]
    [InlineData("syslog", "syslog", "linux/", false)]
    [InlineData("auditd", "auditd", "linux/", true)]
    [InlineData("firewall", "syslog", "linux/firewall/iptables", false)]
    [InlineData("proxy", "w3c", "*/proxy/*", false)]
    [InlineData("dns", "jsonl", "zeek/dns/dns", true)]
    [InlineData("netflow", "jsonl", "*/*/netflow", false)]
    [InlineData("web", "access", "*/webserver/*", false)]
    [InlineData("vpn", "syslog", "linux/", false)]
    [InlineData("cloudtrail", "jsonl", "aws/*/cloudtrail", false)]
    [InlineData("entra", "jsonl", "azure/*/signinlogs", false)]
    [InlineData("m365", "jsonl", "m365/", false)]
    public void Decode_Stream_IsKnownWithItsTime(string name, string format, string logSource, bool hasHost)
    {
        var stream = Simulator.Streams.Single(s => s.Name == name);
        var events = SimulatedDay.Events.Where(e => e.Stream == stream).ToList();
        var text = new StringBuilder(stream.Header);
        foreach (var e in events) text.Append(e.Text).Append('\n');
        AssertKnown(text.ToString(), FormatRegistry.ByName(format)!, events, logSource, hasHost);
    }

    /// <summary>The head of each file must tell what it is.</summary>
    [Theory]
    [InlineData("windows", "jsonl")]
    [InlineData("syslog", "syslog")]
    [InlineData("auditd", "auditd")]
    [InlineData("firewall", "syslog")]
    [InlineData("proxy", "w3c")]
    [InlineData("web", "access")]
    public void Detect_HeadOfAFile_IsTheFormat(string name, string format)
    {
        var stream = Simulator.Streams.Single(s => s.Name == name);
        var head = stream.Header + string.Join('\n', SimulatedDay.Events.Where(e => e.Stream == stream).Take(40).Select(e => e.Text)) + "\n";
        Assert.Equal(format, FormatRegistry.Detect(Encoding.UTF8.GetBytes(head))?.Name);
    }

    [Fact]
    public void Decode_Macs_AreKnownAsProcesses()
    {
        var events = SimulatedDay.Run(new SimulationOptions { Seed = 3, People = 120, Start = new(2026, 3, 3, 8, 0, 0, TimeSpan.Zero), Duration = TimeSpan.FromHours(1) }).Where(e => e.Stream.Name == "edr").ToList();
        AssertKnown(string.Concat(events.Select(e => e.Text + "\n")), FormatRegistry.ByName("jsonl")!, events, "macos/process_creation/endpoint_security", hasHost: true);
    }

    private static void AssertKnown(string text, FormatDescription format, List<SimulatedDay.Event> events, string logSource, bool hasHost)
    {
        var catalog = EventCatalog.LoadDefault();
        var reader = new EventReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), format, catalog.Names, DecodeLimits.Default);
        var batch = new EventBatch(catalog.Names);
        var count = 0;
        while (reader.Read(batch))
        {
            for (var i = 0; i < batch.Count; i++, count++)
            {
                var view = batch[i];
                Assert.Null(view.UnparsedReason);
                view.SetClass(catalog.Classify(view));
                Assert.Contains(logSource, view.Class!.Name, StringComparison.Ordinal);
                var time = catalog.TimeOf(view);
                Assert.NotNull(time);
                // A clock that is wrong, and a flow's time being that of its beginning.
                if (format.Name != "jsonl") Assert.InRange(Math.Abs(((time.Value - DateTimeOffset.UnixEpoch).Ticks / 10) - events[count].Time), 0, 61_000_000);
                if (hasHost) Assert.False(string.IsNullOrEmpty(catalog.HostOf(view)));
            }
        }

        Assert.Equal(events.Count, count);
    }
}

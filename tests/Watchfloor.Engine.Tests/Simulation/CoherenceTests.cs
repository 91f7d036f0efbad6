using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Watchfloor.Engine.Tests.Simulation;

/// <summary>One act is the same act in every log that saw it.</summary>
public sealed partial class CoherenceTests
{
    private const string Sysmon = "Microsoft-Windows-Sysmon/Operational";

    [Fact]
    public void ProcessCreation_SysmonAndSecurity_AgreeOnAll()
    {
        static string Key(JsonElement e, string pid, string image, string parent) => $"{Text(e, "Hostname")} {pid} {Text(e, image)} {parent} {Text(e, "CommandLine")} {Text(e, "TimeCreated")}";
        var sysmon = SimulatedDay.Of(Sysmon, 1).Select(e => Key(e, Text(e, "ProcessId"), "Image", Text(e, "ParentProcessId")) + Text(e, "LogonId"));
        var security = SimulatedDay.Of("Security", 4688).Select(e => Key(e, Decimal(e, "NewProcessId"), "NewProcessName", Decimal(e, "ProcessId")) + Text(e, "SubjectLogonId"));
        Assert.Equal(sysmon.Order(StringComparer.Ordinal), security.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void ProcessGuids_OfWhatProcessesDo_AreThoseOfTheirCreation()
    {
        var created = SimulatedDay.Of(Sysmon, 1).ToDictionary(e => Text(e, "ProcessGuid"), e => Text(e, "ProcessId") + Text(e, "Image"));
        var done = SimulatedDay.Windows.Where(e => Text(e, "Channel") == Sysmon && e.GetProperty("EventID").GetInt32() is 3 or 5 or 11 or 13 or 22 && Text(e, "Channel") == Sysmon).ToList();
        var known = done.Where(e => created.ContainsKey(Text(e, "ProcessGuid"))).ToList();
        Assert.True(known.Count > 1_000);
        Assert.All(known, e => Assert.Equal(created[Text(e, "ProcessGuid")], Text(e, "ProcessId") + Text(e, "Image")));
    }

    [Fact]
    public void Logons_OfAllLogs_HaveTheIdOfTheirLogon()
    {
        var logons = SimulatedDay.Of("Security", 4624).Select(e => Text(e, "Hostname") + Text(e, "TargetLogonId")).ToHashSet();
        Assert.All(SimulatedDay.Of("Security", 4634), e => Assert.Contains(Text(e, "Hostname") + Text(e, "TargetLogonId"), logons));
        Assert.All(SimulatedDay.Of("Security", 5145), e => Assert.Contains(Text(e, "Hostname") + Text(e, "SubjectLogonId"), logons));
        Assert.All(SimulatedDay.Of(Sysmon, 1).Where(e => Text(e, "LogonId") != "0x3e7"), e => Assert.Contains(Text(e, "Hostname") + Text(e, "LogonId"), logons));
    }

    [Fact]
    public void Tickets_OfKerberosLogons_HaveTheirIdAtTheDomainController()
    {
        var tickets = SimulatedDay.Of("Security", 4769).Select(e => Text(e, "LogonGuid")).ToHashSet();
        var logons = SimulatedDay.Of("Security", 4624).Where(e => Text(e, "AuthenticationPackageName") == "Kerberos").ToList();
        Assert.NotEmpty(logons);
        Assert.All(logons, e => Assert.Contains(Text(e, "LogonGuid"), tickets));
    }

    [Fact]
    public void Connections_OfSysmon_AreFlowsWithTheSameEnds()
    {
        var flows = SimulatedDay.Events.Where(e => e.Stream.Name == "netflow").Select(e => FlowPattern().Match(e.Text)).Select(m => $"{m.Groups[1]}:{m.Groups[3]} {m.Groups[2]}:{m.Groups[4]}").ToHashSet();
        var end = SimulatedDay.Events[^1].Time;
        var connections = SimulatedDay.Of(Sysmon, 3).Where(e => Text(e, "Initiated") == "true" && Moment(e) < end - 3_600_000_000).ToList();
        Assert.True(connections.Count > 500);
        Assert.All(connections, e => Assert.Contains($"{Text(e, "SourceIp")}:{Text(e, "SourcePort")} {Text(e, "DestinationIp")}:{Text(e, "DestinationPort")}", flows));
    }

    [Fact]
    public void Pages_OfTheProxy_CameOverAConnectionToIt()
    {
        var clients = SimulatedDay.Events.Where(e => e.Stream.Name == "netflow").Select(e => FlowPattern().Match(e.Text)).Where(m => m.Groups[4].Value == "3128").Select(m => m.Groups[1].Value).ToHashSet();
        var rows = SimulatedDay.Events.Where(e => e.Stream.Name == "proxy").Select(e => e.Text.Split(' ')[3]).ToList();
        Assert.True(rows.Count > 1_000);
        Assert.All(rows.Distinct(), client => Assert.Contains(client, clients));
    }

    [Fact]
    public void Names_ThatSysmonSawAsked_TheSensorSawToo()
    {
        var seen = SimulatedDay.Events.Where(e => e.Stream.Name == "dns").Select(e => JsonDocument.Parse(e.Text).RootElement).Select(e => Text(e, "id_orig_h") + Text(e, "query")).ToHashSet();
        var addresses = SimulatedDay.Of(Sysmon, 3).Where(e => Text(e, "Initiated") == "true").GroupBy(e => Text(e, "Hostname")).ToDictionary(g => g.Key, g => Text(g.First(), "SourceIp"));
        var asked = SimulatedDay.Of(Sysmon, 22).Where(e => addresses.ContainsKey(Text(e, "Hostname"))).ToList();
        Assert.True(asked.Count > 200);
        Assert.All(asked, e => Assert.Contains(addresses[Text(e, "Hostname")] + Text(e, "QueryName"), seen));
    }

    [Fact]
    public void RecordNumbers_OfAChannel_AreNeverTwice()
    {
        var numbers = SimulatedDay.Windows.Select(e => $"{Text(e, "Hostname")} {Text(e, "Channel")} {e.GetProperty("RecordNumber").GetInt64()}").ToList();
        Assert.Equal(numbers.Count, numbers.Distinct().Count());
    }

    [Fact]
    public void Clocks_OfMachines_DifferButAreSteady()
    {
        var skews = SimulatedDay.Events.Where(e => e.Stream.Name == "windows").Select(e => (Event: JsonDocument.Parse(e.Text).RootElement, e.Time))
            .GroupBy(e => Text(e.Event, "Hostname")).Select(g => g.Select(e => Moment(e.Event) - e.Time).Where(s => Math.Abs(s) < 5_000_000).ToList()).ToList();
        Assert.True(skews.Select(s => s[0] / 100_000).Distinct().Count() > 5);
        Assert.All(skews, s => Assert.InRange(s.Max() - s.Min(), 0, 2_000));
    }

    [GeneratedRegex("\"src4_addr\":\"([^\"]+)\",\"dst4_addr\":\"([^\"]+)\",\"src_port\":(\\d+),\"dst_port\":(\\d+)", RegexOptions.NonBacktracking)]
    private static partial Regex FlowPattern();

    private static long Moment(JsonElement e) => (e.GetProperty("TimeCreated").GetDateTimeOffset() - DateTimeOffset.UnixEpoch).Ticks / 10;

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;

    private static string Decimal(JsonElement e, string name) => long.Parse(Text(e, name)[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
}

using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Watchfloor.Engine.Tests.Simulation;

/// <summary>Names and shapes of values are those of real events: whatever an event of an id has here, some real event of that id has.</summary>
public sealed partial class ShapeTests
{
    private static readonly Lazy<RealEvents> _real = new(RealEvents.Load);

    /// <summary>The ids for which there are enough real events, by channel.</summary>
    public static TheoryData<string, int> Ids => new()
    {
        { "Security", 4624 }, { "Security", 4634 }, { "Security", 4648 }, { "Security", 4672 }, { "Security", 4688 }, { "Security", 4689 },
        { "Security", 4697 }, { "Security", 4698 }, { "Security", 4768 }, { "Security", 4769 }, { "Security", 5140 }, { "Security", 5145 },
        { "Microsoft-Windows-Sysmon/Operational", 1 }, { "Microsoft-Windows-Sysmon/Operational", 3 }, { "Microsoft-Windows-Sysmon/Operational", 5 },
        { "Microsoft-Windows-Sysmon/Operational", 7 }, { "Microsoft-Windows-Sysmon/Operational", 8 }, { "Microsoft-Windows-Sysmon/Operational", 10 },
        { "Microsoft-Windows-Sysmon/Operational", 11 }, { "Microsoft-Windows-Sysmon/Operational", 12 }, { "Microsoft-Windows-Sysmon/Operational", 13 }, { "Microsoft-Windows-Sysmon/Operational", 17 }, { "Microsoft-Windows-Sysmon/Operational", 18 },
        { "Microsoft-Windows-Sysmon/Operational", 22 }, { "Microsoft-Windows-Sysmon/Operational", 23 },
        { "Microsoft-Windows-PowerShell/Operational", 4104 }, { "System", 7045 }, { "System", 7036 },
    };

    [Theory]
    [MemberData(nameof(Ids))]
    public void Fields_OfAnId_AreThoseOfRealEvents(string channel, int id)
    {
        var real = _real.Value.Fields(channel, id);
        var ours = SimulatedDay.Of(channel, id).SelectMany(e => e.EnumerateObject()).Select(p => p.Name).ToHashSet();
        Assert.NotEmpty(ours);
        Assert.Empty(ours.Except(real).Except(NewerSysmon));
    }

    /// <summary>What every real event of an id has, ours have too; but for what a shipper adds.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Data_OfEveryRealEvent_IsThere(string channel, int id)
    {
        var always = _real.Value.Always(channel, id);
        foreach (var e in SimulatedDay.Of(channel, id).Take(50))
            Assert.Empty(always.Except(e.EnumerateObject().Select(p => p.Name)));
    }

    /// <summary>Numbers, hexadecimal numbers, GUIDs, SIDs, addresses and times stand where they do in real events.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Values_OfAnId_HaveTheShapesOfRealOnes(string channel, int id)
    {
        foreach (var e in SimulatedDay.Of(channel, id).Take(200))
            foreach (var property in e.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String))
            {
                var real = _real.Value.Shapes(channel, id, property.Name);
                if (real.Count is 0 || real.Contains("text") || NeedsLookup.Contains(property.Name)) continue;
                var shape = RealEvents.Shape(property.Value.GetString()!);
                Assert.True(real.Contains(shape), $"{property.Name} is '{property.Value}', a {shape}; real ones are {string.Join(", ", real)}");
            }
    }

    /// <summary>Sysmon 13.33 and later name users; older samples do not.</summary>
    private static readonly string[] NewerSysmon = ["User", "ParentUser", "SourceUser", "TargetUser"];

    /// <summary>The samples were taken with Sysmon's DnsLookup switched off, which leaves these empty.</summary>
    private static readonly string[] NeedsLookup = ["SourceHostname", "DestinationHostname", "SourcePortName", "DestinationPortName"];

    /// <summary>The JSON events of the shared data, by channel and id.</summary>
    private sealed partial class RealEvents
    {
        /// <summary>What a shipper adds, and what only some of them know.</summary>
        private static readonly string[] _shippers =
        [
            "ERROR_EVT_UNRESOLVED", "port", "tags", "host", "@version", "EventReceivedTime", "SourceModuleName", "SourceModuleType", "SeverityValue", "Severity", "Category", "Opcode", "OpcodeValue",
            "EventTime", "EventType", "ThreadID", "ExecutionProcessID", "Version", "ActivityID", "AccountName", "AccountType", "Domain", "UserID", "Level", "TimeCreated", "RecordNumber",
            "Keywords", "ProviderGuid", "Task", "@timestamp", "Message",
        ];

        private readonly Dictionary<(string, int), List<HashSet<string>>> _events = [];
        private readonly Dictionary<(string, int, string), HashSet<string>> _shapes = [];

        public static RealEvents Load()
        {
            var real = new RealEvents();
            foreach (var file in Directory.GetFiles(SharedData.Require("security-datasets"), "*.zip", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
#pragma warning disable RS0030 // Our own samples, no evidence.
                using var archive = ZipFile.OpenRead(file);
                foreach (var entry in archive.Entries.Where(e => e.Name.EndsWith(".json", StringComparison.Ordinal)))
                {
                    using var reader = new StreamReader(entry.Open());
                    while (reader.ReadLine() is { } line)
                        if (line.StartsWith('{') && line.Contains("\"EventID\"", StringComparison.Ordinal)) real.Add(line);
                }
            }
#pragma warning restore RS0030

            return real;
        }

        public HashSet<string> Fields(string channel, int id) => [.. Of(channel, id).SelectMany(e => e), .. _shippers];

        public HashSet<string> Always(string channel, int id)
        {
            var events = Of(channel, id);
            var always = new HashSet<string>(events[0]);
            foreach (var e in events) always.IntersectWith(e);
            always.ExceptWith(_shippers);
            return always;
        }

        public HashSet<string> Shapes(string channel, int id, string field) => _shapes.GetValueOrDefault((channel.ToUpperInvariant(), id, field)) ?? [];

        public static string Shape(string value) => value switch
        {
            "" or "-" => "nothing",
            _ when long.TryParse(value, out _) => "number",
            _ when HexPattern().IsMatch(value) => "hexadecimal",
            _ when GuidPattern().IsMatch(value) => "guid",
            _ when SidPattern().IsMatch(value) => "sid",
            _ when System.Net.IPAddress.TryParse(value, out _) => "address",
            _ when DateTimeOffset.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out _) => "time",
            _ when value.StartsWith("%%", StringComparison.Ordinal) => "message id",
            _ => "text",
        };

        private List<HashSet<string>> Of(string channel, int id) =>
            _events.TryGetValue((channel.ToUpperInvariant(), id), out var events) ? events : throw new InvalidOperationException($"there are no real events {id} of {channel}");

        private void Add(string line)
        {
            using var document = JsonDocument.Parse(line);
            var e = document.RootElement;
            if (!e.TryGetProperty("Channel", out var channel) || !e.TryGetProperty("EventID", out var id) || id.ValueKind != JsonValueKind.Number || !e.TryGetProperty("Hostname", out _)) return;
            // Some shippers put all data into one text.
            if (e.TryGetProperty("EventData", out _)) return;
            var key = (channel.GetString()!.ToUpperInvariant(), id.GetInt32());
            if (!_events.TryGetValue(key, out var list)) _events[key] = list = [];
            list.Add([.. e.EnumerateObject().Select(p => p.Name)]);
            foreach (var property in e.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String))
            {
                var field = (key.Item1, key.Item2, property.Name);
                if (!_shapes.TryGetValue(field, out var shapes)) _shapes[field] = shapes = [];
                shapes.Add(Shape(property.Value.GetString()!));
            }
        }

        [GeneratedRegex("^0x[0-9a-fA-F]+$", RegexOptions.NonBacktracking)]
        private static partial Regex HexPattern();

        [GeneratedRegex(@"^\{?[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\}?$", RegexOptions.NonBacktracking)]
        private static partial Regex GuidPattern();

        [GeneratedRegex(@"^S-1-[0-9-]+$", RegexOptions.NonBacktracking)]
        private static partial Regex SidPattern();
    }
}

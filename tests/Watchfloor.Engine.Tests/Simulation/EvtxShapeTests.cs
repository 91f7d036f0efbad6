using System.IO.Compression;
using System.Text.Json;
using Watchfloor.Events;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Simulation;

/// <summary>For ids that the JSON samples lack: the data of Windows event logs. And the fields of Zeek and CloudTrail.</summary>
public sealed class EvtxShapeTests
{
    /// <summary>What every event says of itself, which shippers spell in their own way.</summary>
    private static readonly string[] _envelope =
    [
        "SourceName", "ProviderGuid", "Level", "Keywords", "Channel", "Hostname", "TimeCreated", "@timestamp", "EventID", "RecordNumber", "Message", "Task",
    ];

    private static readonly Lazy<Dictionary<(string, int), List<HashSet<string>>>> _real = new(Load);

    [Theory]
    [InlineData("Security", 1102)]
    [InlineData("Security", 4625)]
    [InlineData("Security", 4720)]
    [InlineData("Security", 4728)]
    [InlineData("Security", 4732)]
    [InlineData("Security", 4776)]
    [InlineData("System", 7045)]
    public void Data_OfAnId_IsThatOfRealEvents(string channel, int id)
    {
        var real = _real.Value[(channel, id)];
        var ours = Simulated(channel, id);
        Assert.NotEmpty(ours);
        var always = new HashSet<string>(real[0]);
        foreach (var e in real) always.IntersectWith(e);
        foreach (var e in ours)
        {
            Assert.Empty(e.Except(real.SelectMany(r => r)));
            Assert.Empty(always.Except(e));
        }
    }

    [Fact]
    public void Dns_Fields_AreThoseOfZeek()
    {
        var real = new HashSet<string>();
        foreach (var line in Lines("security-datasets/compound/apt29/day1/zeek/SCRANTON-zeek_logs.zip", "dns.log")) real.UnionWith(Names(line));
        Assert.Empty(SimulatedDay.Events.Where(e => e.Stream.Name == "dns").SelectMany(e => Names(e.Text)).Distinct().Except(real));
    }

    [Fact]
    public void CloudTrail_Fields_AreThoseOfRealRecords()
    {
        var real = new HashSet<string>();
        foreach (var file in new[] { "collection/ec2_proxy_s3_exfiltration", "discovery/aws_s3_honeybucketlogs" })
            foreach (var line in Lines($"security-datasets/atomic/aws/{file}.zip", ".json")) real.UnionWith(Names(line));
        // The samples' shipper took eventTime for its own @timestamp, and no call in them failed.
        real.UnionWith(["eventTime", "errorCode", "errorMessage"]);
        Assert.Empty(SimulatedDay.Events.Where(e => e.Stream.Name == "cloudtrail").SelectMany(e => Names(e.Text)).Distinct().Except(real));
    }

    private static List<HashSet<string>> Simulated(string channel, int id) =>
        [.. SimulatedDay.Of(channel, id).Select(e => e.EnumerateObject().Select(p => p.Name).Except(_envelope).ToHashSet())];

    private static IEnumerable<string> Names(string line)
    {
        using var document = JsonDocument.Parse(line);
        return [.. document.RootElement.EnumerateObject().Select(p => p.Name)];
    }

    private static List<string> Lines(string archive, string entry)
    {
#pragma warning disable RS0030 // Our own samples, no evidence.
        using var zip = ZipFile.OpenRead(SharedData.Require(archive));
        var lines = new List<string>();
        foreach (var file in zip.Entries.Where(e => e.FullName.EndsWith(entry, StringComparison.Ordinal)))
#pragma warning restore RS0030
        {
            using var reader = new StreamReader(file.Open());
            while (reader.ReadLine() is { } line)
                if (line.StartsWith('{')) lines.Add(line);
        }

        return lines;
    }

    /// <summary>The data's names of every event in the sample logs, by channel and id.</summary>
    private static Dictionary<(string, int), List<HashSet<string>>> Load()
    {
        var catalog = EventCatalog.LoadDefault();
        var events = new Dictionary<(string, int), List<HashSet<string>>>();
        foreach (var file in Directory.GetFiles(SharedData.Require("evtx"), "*.evtx", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            using var stream = File.OpenRead(file);
            var reader = new EventReader(stream, FormatRegistry.ByName("evtx")!, catalog.Names, DecodeLimits.Default);
            var batch = new EventBatch(catalog.Names);
            while (reader.Read(batch))
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    var view = batch[i];
                    if (!view.TryGet("Channel", out var channel) || !view.TryGet("EventID", out var id)) continue;
                    var key = (System.Text.Encoding.UTF8.GetString(channel), int.Parse(System.Text.Encoding.UTF8.GetString(id), System.Globalization.CultureInfo.InvariantCulture));
                    if (!events.TryGetValue(key, out var list)) events[key] = list = [];
                    list.Add([.. Data(view)]);
                }
            }
        }

        return events;
    }

    private static List<string> Data(EventView view)
    {
        var names = new List<string>();
        for (var i = 0; i < view.FieldCount; i++)
        {
            var name = view.FieldName(i);
            if (!name.Contains('_', StringComparison.Ordinal) && name is not ("Channel" or "Computer" or "EventID" or "EventRecordID" or "Keywords" or "Level" or "Opcode" or "Task" or "Version")) names.Add(name);
        }

        return names;
    }
}

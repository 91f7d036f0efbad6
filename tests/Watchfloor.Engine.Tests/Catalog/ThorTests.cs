using Watchfloor.Events;
using Watchfloor.Events.Content;

namespace Watchfloor.Engine.Tests.Catalog;

/// <summary>Every log source that Sigma's own list for a scanner names is classified as the list says, with its field mappings.</summary>
public sealed class ThorTests
{
    private const string WindowsSource = "WinEventLog:";

    /// <summary>Files are named on the command line; there is no such thing as a class of all files.</summary>
    private static readonly string[] ByFileName = ["apache", "linux-auth", "linux-syslog", "logfiles", "logfiles-appliances"];

    [Fact]
    public void Classify_EveryEntryOfTheList_IsWhatTheListSays()
    {
        var entries = Entries();
        var checkedEntries = 0;
        foreach (var (name, entry) in entries)
        {
            if (ByFileName.Contains(name)) continue;
            var wanted = new LogSource(entry.Text("product") ?? "windows", entry.Text("category"), entry.Text("service"));
            foreach (var channel in ChannelsOf(entry, entries))
            {
                foreach (var conditions in Conditions(entry))
                {
                    var view = CatalogEvents.Event(CatalogEvents.Shipped, "json", [("Channel", channel), .. conditions])[0];
                    var found = CatalogEvents.Shipped.Classify(view);
                    Assert.True(found.Fits(wanted), $"{name}: {channel} is {found}, not {wanted}");
                    CheckMappings(name, entry, found);
                    checkedEntries++;
                }
            }
        }

        Assert.InRange(checkedEntries, 107, int.MaxValue);
    }

    [Fact]
    public void Classify_EventIdsOfOneCategory_AreNotOfAnother()
    {
        // Categories of the list by event id; an event has those of its own id and no others.
        var entries = Entries().Where(e => e.Value["conditions"] is not null && e.Value["rewrite"] is not null).ToList();
        foreach (var channel in new[] { "Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-PowerShell/Operational", "Windows PowerShell" })
        {
            var service = CatalogEvents.ClassOf(("EventID", "0"), ("Channel", channel)).Sources[0].Service!;
            var own = entries.Where(e => ((ContentMap)e.Value["rewrite"]!).Text("service") == service).ToList();
            foreach (var conditions in own.SelectMany(e => Conditions(e.Value)))
            {
                var expected = own.Where(e => Conditions(e.Value).Any(c => c.All(conditions.Contains))).Select(e => e.Value.Text("category")).ToHashSet();
                var found = CatalogEvents.ClassOf([("Channel", channel), .. conditions]).Sources.Select(s => s.Category).ToHashSet();
                Assert.Equal(expected.Order(), found.Order());
            }
        }
    }

    private static Dictionary<string, ContentMap> Entries()
    {
        var file = SharedData.Require("sigma/tests/thor.yml");
        var faults = new List<ContentFault>();
        var document = (ContentMap)ContentReader.Read(file, File.ReadAllText(file), faults)[0];
        Assert.Empty(faults);
        return ((ContentMap)document["logsources"]!).Entries.ToDictionary(e => e.Key.Value, e => (ContentMap)e.Value);
    }

    private static IEnumerable<string> ChannelsOf(ContentMap entry, Dictionary<string, ContentMap> entries)
    {
        if (entry["sources"] is ContentList sources)
            return sources.Items.Cast<ContentScalar>().Select(s => s.Value).Where(s => s.StartsWith(WindowsSource, StringComparison.Ordinal))
                .Select(s => s[WindowsSource.Length..]);
        var service = ((ContentMap)entry["rewrite"]!).Text("service");
        return entries.Values.Where(e => e["sources"] is not null && e["conditions"] is null && e.Text("service") == service)
            .SelectMany(e => ChannelsOf(e, entries));
    }

    private static List<List<(string, string?)>> Conditions(ContentMap entry)
    {
        if (entry["conditions"] is not ContentMap conditions) return [[("EventID", "1")]];
        List<List<(string, string?)>> all = [[]];
        foreach (var (field, value) in conditions.Entries)
        {
            var values = value is ContentList list ? list.Items.Cast<ContentScalar>() : [(ContentScalar)value];
            all = [.. all.SelectMany(one => values.Select(v => one.Append((field.Value, (string?)v.Value)).ToList()))];
        }

        return all;
    }

    private static void CheckMappings(string name, ContentMap entry, EventClass found)
    {
        if (entry["fieldmappings"] is not ContentMap mappings) return;
        foreach (var (field, from) in mappings.Entries)
            Assert.True(found.Fields[field.Value].Contains(((ContentScalar)from).Value), $"{name}: {field.Value}");
    }
}

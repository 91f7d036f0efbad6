using System.Globalization;
using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Catalog;

/// <summary>Events of real machines, read by the decoder: each is known, has a time and a host, and answers to its own names.</summary>
public sealed class RealEventsTests
{
    [Fact]
    public void Classify_EventsOfTheRuleCorpus_AreAllKnownWithTimeAndHost()
    {
        var catalog = EventCatalog.LoadDefault();
        var count = 0;
        foreach (var file in Directory.GetFiles(SharedData.Require("sigma/regression_data"), "*.json", SearchOption.AllDirectories))
        {
            foreach (var batch in Batches(catalog, file))
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    count++;
                    var view = batch[i];
                    Assert.True(catalog.Classify(view).Fits(new LogSource("windows")), file);
                    Assert.Equal(First(catalog, view, "Computer"), catalog.HostOf(view));
                    Assert.Equal(
                        DateTimeOffset.Parse(First(catalog, view, "TimeCreated_SystemTime")!, CultureInfo.InvariantCulture),
                        catalog.TimeOf(view));
                    CheckCategory(catalog, view);
                }
            }
        }

        Assert.Equal(238, count);
    }

    /// <summary>What a Sysmon event is follows from the names only its kind has.</summary>
    private static void CheckCategory(EventCatalog catalog, EventView view)
    {
        if (First(catalog, view, "Channel") != "Microsoft-Windows-Sysmon/Operational") return;
        var category = First(catalog, view, "ParentImage") is not null ? "process_creation"
            : First(catalog, view, "ImageLoaded") is not null ? "image_load"
            : First(catalog, view, "TargetObject") is not null ? "registry_event"
            : First(catalog, view, "PipeName") is not null ? "pipe_created"
            : First(catalog, view, "GrantedAccess") is not null ? "process_access"
            : First(catalog, view, "TargetFilename") is not null ? "file_event" : null;
        Assert.True(view.Class!.Fits(new LogSource("windows", category, "sysmon")), view.Class.Name);
        if (category == "process_creation")
            Assert.Equal(First(catalog, view, "Image"), CatalogEvents.Answers(catalog, view, "process.executable")[0]);
    }

    private static string? First(EventCatalog catalog, EventView view, string canonical)
    {
        for (var i = 0; i < view.FieldCount; i++)
            if (catalog.Names[catalog.Canonical(view.FieldId(i))] == canonical)
                return Encoding.UTF8.GetString(view.Value(i));
        return null;
    }

    private static IEnumerable<EventBatch> Batches(EventCatalog catalog, string file)
    {
        using var stream = File.OpenRead(file);
        var reader = new EventReader(stream, FormatRegistry.ByName("json")!, catalog.Names, DecodeLimits.Default);
        var batch = new EventBatch(catalog.Names);
        while (reader.Read(batch)) yield return batch;
    }
}

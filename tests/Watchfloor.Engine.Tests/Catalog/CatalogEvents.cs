using System.Text;
using Watchfloor.Events;

namespace Watchfloor.Engine.Tests.Catalog;

/// <summary>Small events made by hand.</summary>
internal static class CatalogEvents
{
    /// <summary>The shipped content, loaded once.</summary>
    public static EventCatalog Shipped { get; } = EventCatalog.LoadDefault();

    /// <summary>A batch with one event of these fields; a name may come several times, a null is a field without value.</summary>
    public static EventBatch Event(EventCatalog catalog, string format, params IEnumerable<(string Name, string? Value)> fields)
    {
        var batch = new EventBatch(catalog.Names);
        batch.BeginEvent(format, 0, 0, 0);
        foreach (var (name, value) in fields)
            batch.Add(catalog.Names.Intern(name), Encoding.UTF8.GetBytes(value ?? ""), value is null ? ValueKind.Null : ValueKind.Text);
        batch.EndEvent();
        return batch;
    }

    /// <summary>The class the shipped catalogue gives a JSON event with these fields.</summary>
    public static EventClass ClassOf(params (string Name, string? Value)[] fields) => Shipped.Classify(Event(Shipped, "json", fields)[0]);

    /// <summary>What the event answers when it is asked for a name: its own values under that canonical name, then those mapped to it.</summary>
    public static List<string> Answers(EventCatalog catalog, EventView view, string name)
    {
        var found = new List<string>();
        var asked = view.Class!.Fields.TryGetValue(name, out var suppliers) ? [name, .. suppliers] : new List<string> { name };
        foreach (var canonical in asked)
            for (var i = 0; i < view.FieldCount; i++)
                if (catalog.Names[catalog.Canonical(view.FieldId(i))] == canonical)
                    found.Add(Encoding.UTF8.GetString(view.Value(i)));
        return found;
    }
}

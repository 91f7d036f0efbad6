using Watchfloor.Events;
using Watchfloor.Events.Content;
using Watchfloor.Output;
using Watchfloor.Scan;

namespace Watchfloor.Commands;

/// <summary>Loads what is known about events: what ships, and on top of it the mappings and log sources that a command names.</summary>
internal static class CatalogLoading
{
    /// <summary>The catalogue.</summary>
    /// <param name="paths">Files and folders of mappings and log sources.</param>
    /// <param name="faults">Receives every mistake with its file, line and column.</param>
    /// <exception cref="IOException">A path cannot be read.</exception>
    public static EventCatalog Load(IEnumerable<string> paths, ICollection<ContentFault> faults) =>
        EventCatalog.Load(RuleFiles.Find(paths).Select(file => new ContentFile(file.Path, file.Read())), faults);

    /// <summary>The catalogue, or null after a message for each mistake: events read by half a mapping would be judged wrongly in silence.</summary>
    public static EventCatalog? Load(Terminal terminal, IReadOnlyList<string>? paths)
    {
        try
        {
            var faults = new List<ContentFault>();
            var catalog = Load(paths ?? [], faults);
            foreach (var fault in faults) terminal.Error.WriteLine(VisibleText.Of(fault.ToString()));
            return faults.Count > 0 ? null : catalog;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            terminal.Error.WriteLine("content cannot be read: " + VisibleText.Of(e.Message));
            return null;
        }
    }
}

using System.Reflection;
using Watchfloor.Events.Catalog.Loading;
using Watchfloor.Events.Content;

namespace Watchfloor.Events.Catalog;

/// <summary>All items a catalogue is made of: what ships, and what the user's files add to it or put in its place.</summary>
internal sealed class CatalogContent
{
    public required IReadOnlyList<ShapeDefinition> Shapes { get; init; }

    public required IReadOnlyList<MappingDefinition> Mappings { get; init; }

    public required IReadOnlyList<TimeDefinition> Times { get; init; }

    public required IReadOnlyList<HostDefinition> Hosts { get; init; }

    public required IReadOnlyList<LogSourceDefinition> LogSources { get; init; }

    public static CatalogContent Load(IEnumerable<ContentFile> files, ICollection<ContentFault> faults)
    {
        var found = new List<ContentFault>();
        var shipped = ContentLayer.Read(Shipped(), found);
        var content = Merge(shipped, new ContentLayer(), found);
        if (found.Count > 0) throw new InvalidOperationException("the shipped content has mistakes: " + string.Join("; ", found));

        content = Merge(shipped, ContentLayer.Read(files, found), found);
        foreach (var fault in found) faults.Add(fault);
        return content;
    }

    /// <summary>The content files in this assembly, by name, such as <c>logsources/windows.yaml</c>.</summary>
    internal static IEnumerable<ContentFile> Shipped()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (!name.EndsWith(".yaml", StringComparison.Ordinal)) continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            yield return new ContentFile(name, reader.ReadToEnd());
        }
    }

    private static CatalogContent Merge(ContentLayer shipped, ContentLayer own, List<ContentFault> faults)
    {
        var logSources = Over(shipped.LogSources, own.LogSources);
        var sources = logSources.SelectMany(d => d.Rules).Select(r => r.Is).ToHashSet();
        return new CatalogContent
        {
            Shapes = Over(shipped.Shapes, own.Shapes),
            Mappings = [.. Over(shipped.Mappings, own.Mappings).Where(m => m.For.All(s => Known(s, m, sources, faults)))],
            Times = [.. Over(shipped.Times, own.Times).Where(t => t.For is null || Known(t.For, t, sources, faults))],
            Hosts = [.. Over(shipped.Hosts, own.Hosts).Where(h => h.For is null || Known(h.For, h, sources, faults))],
            LogSources = logSources,
        };
    }

    /// <summary>The user's new items first, since among suppliers and times the first is the best.</summary>
    private static List<T> Over<T>(List<T> shipped, List<T> own)
        where T : Definition
    {
        var replaced = shipped.ConvertAll(s => own.Find(o => o.Name == s.Name) ?? s);
        return [.. own.Except(replaced), .. replaced];
    }

    /// <summary>
    /// A log source that no rule gives is a slip of the pen, unless its product is unknown too: such a stream is named by the user.
    /// </summary>
    private static bool Known(LogSource wanted, Definition item, HashSet<LogSource> sources, List<ContentFault> faults)
    {
        if (sources.Any(wanted.Wants)) return true;
        if (wanted.Product is not null && sources.All(s => s.Product != wanted.Product)) return true;
        faults.Add(new ContentFault(item.Place.File, item.Place.Line, item.Place.Column,
            $"'{item.Name}' is for {wanted}, which no log source gives", "mend the name, or add a log source that gives it"));
        return false;
    }
}

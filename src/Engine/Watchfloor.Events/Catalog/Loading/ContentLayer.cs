using Watchfloor.Events.Content;

namespace Watchfloor.Events.Catalog.Loading;

/// <summary>The items of one set of files: those that ship, or a user's. Names are unique within a kind.</summary>
internal sealed class ContentLayer
{
    public List<ShapeDefinition> Shapes { get; } = [];

    public List<MappingDefinition> Mappings { get; } = [];

    public List<TimeDefinition> Times { get; } = [];

    public List<HostDefinition> Hosts { get; } = [];

    public List<LogSourceDefinition> LogSources { get; } = [];

    public static ContentLayer Read(IEnumerable<ContentFile> files, List<ContentFault> faults)
    {
        var layer = new ContentLayer();
        foreach (var file in files)
        {
            var reader = new ItemReader(file.Name, faults);
            foreach (var document in ContentReader.Read(file.Name, file.Text, faults)) layer.Add(document, reader);
        }

        return layer;
    }

    private void Add(ContentNode document, ItemReader reader)
    {
        var isLogSources = (document as ContentMap)?["logsources"] is not null;
        var map = isLogSources
            ? reader.Map(document, "a log-source file", "description", "logsources")
            : reader.Map(document, "a mapping file", "description", "shapes", "mappings", "times", "hosts");
        if (map is null) return;
        reader.Required(map, "description");
        Add(map, "logsources", LogSources, LogSourceReader.Read, reader);
        if (isLogSources) return;
        Add(map, "shapes", Shapes, MappingReader.Shape, reader);
        Add(map, "mappings", Mappings, MappingReader.Mapping, reader);
        Add(map, "times", Times, MappingReader.Time, reader);
        Add(map, "hosts", Hosts, MappingReader.Host, reader);
    }

    private static void Add<T>(ContentMap map, string key, List<T> into, Func<ContentNode, ItemReader, T?> read, ItemReader reader)
        where T : Definition
    {
        foreach (var node in reader.Items(map, key))
        {
            var before = reader.Faults;
            var item = read(node, reader);
            if (item is null || reader.Faults > before) continue;
            if (into.Find(known => known.Name == item.Name) is { } first)
                reader.Fault(node, $"'{item.Name}' is there already ({first.Place.File}:{first.Place.Line})", "give it another name");
            else
                into.Add(item);
        }
    }
}

using System.Text;

namespace Watchfloor.Events.Catalog;

/// <summary>Reads the host an event is about from the first definition that has one.</summary>
internal sealed class EventHosts
{
    private readonly EventFields _fields;
    private readonly (LogSource? For, int Role)[] _definitions;

    public EventHosts(CanonicalNames canonical, IReadOnlyList<HostDefinition> definitions)
    {
        var names = definitions.Select(d => d.Field).Distinct(StringComparer.Ordinal).ToList();
        _fields = new EventFields(canonical, names);
        _definitions = [.. definitions.Select(d => (d.For, names.IndexOf(d.Field)))];
    }

    public string? Of(EventView view)
    {
        Span<int> places = stackalloc int[_fields.Count];
        _fields.Find(view, places);
        foreach (var (source, role) in _definitions)
        {
            if (places[role] < 0 || (source is not null && view.Class?.Fits(source) != true)) continue;
            var host = Encoding.UTF8.GetString(view.Value(places[role])).Trim();
            if (host is not ("" or "-")) return host;
        }

        return null;
    }
}

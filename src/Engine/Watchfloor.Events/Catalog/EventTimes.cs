namespace Watchfloor.Events.Catalog;

/// <summary>Reads an event's own time from the first definition that has one.</summary>
internal sealed class EventTimes
{
    private const int MaxJoined = 128;

    private readonly EventFields _fields;
    private readonly (LogSource? For, int[] Roles, TimeFormat Format, bool IsUtc)[] _definitions;

    public EventTimes(CanonicalNames canonical, IReadOnlyList<TimeDefinition> definitions)
    {
        var names = definitions.SelectMany(d => d.Fields).Distinct(StringComparer.Ordinal).ToList();
        _fields = new EventFields(canonical, names);
        _definitions = [.. definitions.Select(d => (d.For, d.Fields.Select(f => names.IndexOf(f)).ToArray(), d.Format, d.IsUtc))];
    }

    public DateTimeOffset? Of(EventView view, DateTimeOffset? reference, TimeZoneInfo? zone)
    {
        Span<int> places = stackalloc int[_fields.Count];
        _fields.Find(view, places);
        foreach (var (source, roles, format, isUtc) in _definitions)
        {
            if (source is not null && view.Class?.Fits(source) != true) continue;
            var assumed = isUtc ? null : zone;
            var time = roles.Length == 1
                ? places[roles[0]] < 0 ? null : TimeText.Read(view.Value(places[roles[0]]), format, reference, assumed)
                : Joined(view, roles, places, format, reference, assumed);
            if (time is not null) return time;
        }

        return null;
    }

    private static DateTimeOffset? Joined(
        EventView view, int[] roles, ReadOnlySpan<int> places, TimeFormat format, DateTimeOffset? reference, TimeZoneInfo? zone)
    {
        Span<byte> text = stackalloc byte[MaxJoined];
        var length = 0;
        foreach (var role in roles)
        {
            if (places[role] < 0) return null;
            var value = view.Value(places[role]);
            if (length + value.Length + 1 > MaxJoined) return null;
            value.CopyTo(text[length..]);
            length += value.Length;
            text[length++] = (byte)' ';
        }

        return TimeText.Read(text[..length], format, reference, zone);
    }
}

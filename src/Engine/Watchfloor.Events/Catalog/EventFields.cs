namespace Watchfloor.Events.Catalog;

/// <summary>Finds the fields an ordered list of definitions asks for, in one pass over an event.</summary>
internal sealed class EventFields(CanonicalNames canonical, IReadOnlyList<string> names)
{
    private readonly FieldRoles _roles = new(canonical, names);

    /// <summary>How many names there are.</summary>
    public int Count => _roles.Count;

    /// <summary>Writes for each name the place of its first value that is not empty, or -1.</summary>
    public void Find(EventView view, Span<int> places)
    {
        places.Fill(-1);
        var ids = view.FieldIds;
        for (var i = 0; i < ids.Length; i++)
        {
            var role = _roles.Of(ids[i]);
            if (role >= 0 && places[role] < 0 && view.Value(i).Length > 0) places[role] = i;
        }
    }
}

namespace Watchfloor.Events.Catalog;

/// <summary>
/// The name each field answers to, whatever carried it. Worked out once for each interned name; after that one array read.
/// Threads may race to work it out, because they all arrive at the same answer.
/// </summary>
internal sealed class CanonicalNames(FieldNames names, IReadOnlyList<ShapeDefinition> shapes)
{
    /// <summary>Canonical id + 1 by field id; 0 where it is not known yet.</summary>
    private readonly int[] _canonical = new int[FieldNames.MaxNames];
    private readonly ShapeRules _rules = new(shapes);

    public FieldNames Names => names;

    public int Of(int fieldId)
    {
        var known = _canonical[fieldId];
        return known != 0 ? known - 1 : Learn(fieldId);
    }

    private int Learn(int fieldId)
    {
        var name = names[fieldId];
        var canonical = _rules.Canonical(name);
        var id = canonical == name ? fieldId : names.Intern(canonical);
        if (id == FieldNames.Full) id = fieldId;
        _canonical[fieldId] = id + 1;
        return id;
    }
}

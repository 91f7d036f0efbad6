namespace Watchfloor.Sigma.Matching;

/// <summary>Numbers the distinct fields and tests of a rule set while it is compiled.</summary>
internal sealed class AtomTable
{
    private readonly Dictionary<string, int> _fields = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Field, Type Kind, string Text), int> _ids = [];

    /// <summary>Programs and witnesses ask for each test several times; its text is made once.</summary>
    private readonly Dictionary<FieldTest, int> _known = new(ReferenceEqualityComparer.Instance);

    public List<string> Fields { get; } = [];

    public List<Atom> Atoms { get; } = [];

    public int Field(string name)
    {
        if (_fields.TryGetValue(name, out var id)) return id;
        _fields.Add(name, id = Fields.Count);
        Fields.Add(name);
        return id;
    }

    public int Id(FieldTest test)
    {
        if (!_known.TryGetValue(test, out var id)) _known.Add(test, id = Find(test));
        return id;
    }

    private int Find(FieldTest test)
    {
        var field = test.Field is null ? Atom.Keyword : Field(test.Field);
        var key = (field, test.Predicate.GetType(), test.Predicate.ToString());
        if (_ids.TryGetValue(key, out var id)) return id;
        var other = test.Predicate is FieldReferencePredicate reference ? Field(reference.Other) : -1;
        _ids.Add(key, id = Atoms.Count);
        Atoms.Add(new Atom(field, test.Predicate, other));
        return id;
    }
}

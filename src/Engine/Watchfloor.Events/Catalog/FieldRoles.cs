namespace Watchfloor.Events.Catalog;

/// <summary>
/// Answers for a field id which of a few wanted names it is, whatever carried it. The answer is worked out once for each id;
/// after that it is one array read. Threads may race to work it out, because they all arrive at the same answer.
/// </summary>
internal sealed class FieldRoles
{
    private const ushort NotYetKnown = 0;
    private const ushort NoRole = 1;
    private const ushort FirstRole = 2;

    private readonly ushort[] _roles = new ushort[FieldNames.MaxNames];
    private readonly Dictionary<int, ushort> _wanted = [];
    private readonly CanonicalNames _canonical;

    /// <summary>Roles are numbered in the order of <paramref name="wanted"/>, which are canonical names.</summary>
    public FieldRoles(CanonicalNames canonical, IReadOnlyList<string> wanted)
    {
        _canonical = canonical;
        Count = wanted.Count;
        for (var role = 0; role < wanted.Count; role++)
            _wanted.Add(canonical.Names.Intern(wanted[role]), (ushort)(role + FirstRole));
    }

    /// <summary>How many names are wanted.</summary>
    public int Count { get; }

    /// <summary>The role of a field, or -1 when its name is not wanted.</summary>
    public int Of(int fieldId)
    {
        var role = _roles[fieldId];
        if (role == NotYetKnown) role = Learn(fieldId);
        return role - FirstRole < 0 ? -1 : role - FirstRole;
    }

    private ushort Learn(int fieldId)
    {
        var role = _wanted.GetValueOrDefault(_canonical.Of(fieldId), NoRole);
        _roles[fieldId] = role;
        return role;
    }
}

namespace Watchfloor.Sigma.Matching;

/// <summary>
/// A necessary condition of a rule that an index can find: when the rule matches, one of the atoms holds or one of the fields is there.
/// </summary>
/// <param name="Atoms">Atoms, each found by its literal.</param>
/// <param name="Fields">Rule fields whose presence is enough to look closer.</param>
/// <param name="Chance">A guess of how often the witness is met; the rarest is chosen.</param>
internal sealed record Witness(IReadOnlyList<int> Atoms, IReadOnlyList<int> Fields, double Chance)
{
    private const double PresenceChance = 0.8;

    /// <summary>The rule has no witness and is evaluated for every event of its log source.</summary>
    public static Witness None { get; } = new([], [], 2);

    public bool IsNone => Chance >= None.Chance && Atoms.Count == 0 && Fields.Count == 0;

    /// <summary>The rarest witness of an expression.</summary>
    public static Witness Of(Expression expression, AtomTable atoms) => Find(expression, atoms, wanted: true);

    /// <param name="expression">The part at hand.</param>
    /// <param name="atoms">The set's atoms.</param>
    /// <param name="wanted">False below an odd number of negations.</param>
    private static Witness Find(Expression expression, AtomTable atoms, bool wanted) => expression switch
    {
        NotOf not => Find(not.Part, atoms, !wanted),
        AllOf all => wanted ? Rarest(all.Parts, atoms, wanted) : Together(all.Parts, atoms, wanted),
        AnyOf any => wanted ? Together(any.Parts, atoms, wanted) : Rarest(any.Parts, atoms, wanted),
        FieldTest test => OfTest(test, atoms, wanted),
        _ => None,
    };

    private static Witness Rarest(IReadOnlyList<Expression> parts, AtomTable atoms, bool wanted) =>
        parts.Select(p => Find(p, atoms, wanted)).MinBy(w => w.Chance) ?? None;

    private static Witness Together(IReadOnlyList<Expression> parts, AtomTable atoms, bool wanted)
    {
        var all = parts.Select(p => Find(p, atoms, wanted)).ToList();
        if (all.Any(w => w.IsNone)) return None;
        return new Witness(
            all.SelectMany(w => w.Atoms).Distinct().ToList(),
            all.SelectMany(w => w.Fields).Distinct().ToList(),
            Math.Min(all.Sum(w => w.Chance), None.Chance - 0.1));
    }

    private static Witness OfTest(FieldTest test, AtomTable atoms, bool wanted)
    {
        var atom = atoms.Id(test);
        var field = atoms.Atoms[atom].Field;
        var impliesPresence = test.Predicate switch
        {
            NullPredicate => !wanted,
            ExistsPredicate exists => exists.Wanted == wanted,
            _ => wanted,
        };
        if (!impliesPresence) return None;
        if (atoms.Atoms[atom].Literal is { } literal) return new Witness([atom], [], literal.Chance);
        return field == Atom.Keyword ? None : new Witness([], [field], PresenceChance);
    }
}

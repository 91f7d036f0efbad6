namespace Watchfloor.Sigma.Matching;

/// <summary>What a step of a program does with the steps inside it.</summary>
internal enum StepKind : byte
{
    Test,
    All,
    Any,
    Not,
}

/// <summary>A step: a test of an atom, or a connective over the steps up to <paramref name="End"/>.</summary>
internal readonly record struct Step(StepKind Kind, int Atom, int End);

/// <summary>
/// A rule's expression in prefix order, so that it is evaluated by walking one array. Inside a connective the cheap parts come first.
/// </summary>
internal static class RuleProgram
{
    public static Step[] Compile(Expression expression, AtomTable atoms)
    {
        var steps = new List<Step>();
        Append(expression, atoms, steps);
        return [.. steps];
    }

    private static void Append(Expression expression, AtomTable atoms, List<Step> steps)
    {
        switch (expression)
        {
            case FieldTest test:
                steps.Add(new Step(StepKind.Test, atoms.Id(test), steps.Count + 1));
                break;
            case NotOf not:
                Connect(StepKind.Not, [not.Part], atoms, steps);
                break;
            case AllOf all:
                Connect(StepKind.All, all.Parts, atoms, steps);
                break;
            case AnyOf any:
                Connect(StepKind.Any, any.Parts, atoms, steps);
                break;
        }
    }

    private static void Connect(StepKind kind, IReadOnlyList<Expression> parts, AtomTable atoms, List<Step> steps)
    {
        var at = steps.Count;
        steps.Add(default);
        foreach (var part in parts.OrderBy(p => Cost(p, atoms))) Append(part, atoms, steps);
        steps[at] = new Step(kind, -1, steps.Count);
    }

    private static int Cost(Expression expression, AtomTable atoms) => expression switch
    {
        FieldTest test => atoms.Atoms[atoms.Id(test)].Cost,
        NotOf not => Cost(not.Part, atoms),
        AllOf all => all.Parts.Sum(p => Cost(p, atoms)),
        AnyOf any => any.Parts.Sum(p => Cost(p, atoms)),
        _ => 0,
    };
}

namespace Watchfloor.Sigma.Matching;

/// <summary>One distinct test of a rule set; rules that ask the same of the same field share it.</summary>
/// <param name="Field">The rule field's number in the set, or <see cref="Keyword"/>.</param>
/// <param name="Predicate">The test.</param>
/// <param name="OtherField">The number of the field a field reference compares with, or -1.</param>
internal sealed record Atom(int Field, Predicate Predicate, int OtherField)
{
    /// <summary>The field number of a test of every value of the event.</summary>
    public const int Keyword = -1;

    /// <summary>What an index looks for, or null when there is nothing.</summary>
    public IndexLiteral? Literal { get; } = IndexLiteral.Of(Predicate);

    /// <summary>What the test costs, in the time of one short comparison.</summary>
    public int Cost { get; } = Predicate switch
    {
        TextPredicate { Match: TextMatch.Contain } => 8,
        TextPredicate { Match: TextMatch.Wildcard } => 30,
        TextPredicate or NumberPredicate or NullPredicate or ExistsPredicate => 1,
        RegexPredicate => 300,
        _ => 20,
    } * (Field == Keyword ? 40 : 1);
}

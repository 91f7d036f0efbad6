using System.Numerics;

namespace Watchfloor.Sigma.Correlation;

/// <summary>
/// An extended condition of a temporal correlation: a boolean expression over the rules it refers to.
/// Not in 2.1; the draft of 2.2 and pySigma have it.
/// </summary>
public abstract record RuleExpression
{
    /// <summary>The greatest number of rules one temporal correlation may refer to.</summary>
    public const int MaxRules = 64;

    /// <summary>True for the set of rules that were seen, one bit for each in the order of <see cref="CorrelationRule.Rules"/>.</summary>
    public abstract bool Holds(ulong seen);

    /// <summary>True when there is a <c>not</c>: seeing one more rule can make the expression false.</summary>
    public abstract bool HasNot { get; }

    /// <summary>
    /// The expression as alternatives (disjunctive normal form): it holds when, for one of them, every required rule was seen
    /// and no forbidden one. Contradictions and alternatives that say no more than another are left out.
    /// </summary>
    /// <param name="most">How many alternatives at most.</param>
    /// <returns>Null when there are more.</returns>
    internal List<RuleTerm>? Terms(int most)
    {
        var terms = Expand(false, most);
        if (terms is null) return null;
        return [.. terms.Where(term => !terms.Exists(other => other != term && other.Covers(term)))];
    }

    private protected abstract List<RuleTerm>? Expand(bool negated, int most);

    /// <summary>A rule was seen.</summary>
    /// <param name="Reference">Its place in <see cref="CorrelationRule.Rules"/>.</param>
    public sealed record Seen(int Reference) : RuleExpression
    {
        /// <inheritdoc/>
        public override bool HasNot => false;

        /// <inheritdoc/>
        public override bool Holds(ulong seen) => (seen >> Reference & 1) != 0;

        private protected override List<RuleTerm>? Expand(bool negated, int most) =>
            [negated ? new RuleTerm(0, 1ul << Reference) : new RuleTerm(1ul << Reference, 0)];
    }

    /// <summary>The inner expression does not hold.</summary>
    public sealed record Not(RuleExpression Inner) : RuleExpression
    {
        /// <inheritdoc/>
        public override bool HasNot => true;

        /// <inheritdoc/>
        public override bool Holds(ulong seen) => !Inner.Holds(seen);

        private protected override List<RuleTerm>? Expand(bool negated, int most) => Inner.Expand(!negated, most);
    }

    /// <summary>Every part holds.</summary>
    public sealed record All(IReadOnlyList<RuleExpression> Parts) : RuleExpression
    {
        /// <inheritdoc/>
        public override bool HasNot => Parts.Any(p => p.HasNot);

        /// <inheritdoc/>
        public override bool Holds(ulong seen) => Parts.All(p => p.Holds(seen));

        private protected override List<RuleTerm>? Expand(bool negated, int most) =>
            negated ? Union(Parts, negated, most) : Product(Parts, negated, most);
    }

    /// <summary>At least one part holds.</summary>
    public sealed record Any(IReadOnlyList<RuleExpression> Parts) : RuleExpression
    {
        /// <inheritdoc/>
        public override bool HasNot => Parts.Any(p => p.HasNot);

        /// <inheritdoc/>
        public override bool Holds(ulong seen) => Parts.Any(p => p.Holds(seen));

        private protected override List<RuleTerm>? Expand(bool negated, int most) =>
            negated ? Product(Parts, negated, most) : Union(Parts, negated, most);
    }

    private static List<RuleTerm>? Union(IReadOnlyList<RuleExpression> parts, bool negated, int most)
    {
        var all = new HashSet<RuleTerm>();
        foreach (var part in parts)
        {
            if (part.Expand(negated, most) is not { } terms) return null;
            all.UnionWith(terms);
            if (all.Count > most) return null;
        }

        return [.. all];
    }

    private static List<RuleTerm>? Product(IReadOnlyList<RuleExpression> parts, bool negated, int most)
    {
        var product = new HashSet<RuleTerm> { default };
        foreach (var part in parts)
        {
            if (part.Expand(negated, most) is not { } terms) return null;
            var next = new HashSet<RuleTerm>();
            foreach (var left in product)
                foreach (var right in terms)
                    if (left.And(right) is { IsContradiction: false } both)
                        next.Add(both);
            if (next.Count > most) return null;
            product = next;
        }

        return [.. product];
    }
}

/// <summary>One alternative of an expression, as sets of rules.</summary>
/// <param name="Required">The rules that must be seen.</param>
/// <param name="Forbidden">The rules that must not be.</param>
internal readonly record struct RuleTerm(ulong Required, ulong Forbidden)
{
    public bool IsContradiction => (Required & Forbidden) != 0;

    public int Length => BitOperations.PopCount(Required);

    public RuleTerm And(RuleTerm other) => new(Required | other.Required, Forbidden | other.Forbidden);

    /// <summary>True when this holds wherever the other does.</summary>
    public bool Covers(RuleTerm other) => (Required & ~other.Required) == 0 && (Forbidden & ~other.Forbidden) == 0;
}

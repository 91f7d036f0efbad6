using CsCheck;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

public sealed class RuleExpressionTests
{
    private static readonly string[] Rules = ["rule_a", "rule_b", "other_c", "rule-d.e"];

    [Theory]
    // Sets of rules as digits: 0 is rule_a.
    [InlineData("rule_a and rule_b", "01", "0 1 2")]
    [InlineData("rule_a or rule_b and other_c", "0 12 02", "1 2")]
    [InlineData("(rule_a or rule_b) and other_c", "02 12", "0 01 2")]
    [InlineData("not rule_a and rule_b", "1 12", "01 0")]
    [InlineData("not (rule_a and rule_b) and other_c", "2 02 12", "012")]
    [InlineData("not not rule_a", "0", "1")]
    [InlineData("1 of rule_*", "0 1", "2 3")]
    [InlineData("all of rule_*", "01 012", "0 1")]
    [InlineData("1 of them", "0 1 2 3", "")]
    [InlineData("all of them", "0123", "012 123")]
    [InlineData("all of *_*", "012", "01")]
    [InlineData("rule-d.e", "3", "012")]
    [InlineData("1 of *c and rule_a", "02", "0 2")]
    public void Holds_Expression_ForTheseSetsOnly(string text, string holds, string not)
    {
        var expression = RuleExpressionParser.Parse(text, Rules, out var problem);
        Assert.Null(problem);
        Assert.All(Sets(holds), set => Assert.True(expression!.Holds(set)));
        Assert.All(Sets(not), set => Assert.False(expression!.Holds(set)));
        Assert.All(Sets(holds), set => Assert.Contains(expression!.Terms(100)!, t => Fits(t, set)));
        Assert.All(Sets(not), set => Assert.DoesNotContain(expression!.Terms(100)!, t => Fits(t, set)));
    }

    [Theory]
    [InlineData("", "ends too early")]
    [InlineData("rule_a and", "ends too early")]
    [InlineData("1 of", "ends too early")]
    [InlineData("rule_a rule_b", "'rule_b' was not expected")]
    [InlineData("rule_a)", "')' was not expected")]
    [InlineData("(rule_a", "a ')' is missing")]
    [InlineData("rule_z", "names 'rule_z'")]
    [InlineData("1 of z*", "no rule fits 'z*'")]
    [InlineData("2 of them", "names '2'")]
    public void Parse_Mistake_IsNamed(string text, string problem)
    {
        Assert.Null(RuleExpressionParser.Parse(text, Rules, out var found));
        Assert.Contains(problem, found, StringComparison.Ordinal);
    }

    /// <summary>The alternatives say what the expression says, and none of them is needless.</summary>
    [Fact]
    public void Terms_AnyExpression_HoldWhereItHolds()
    {
        Expressions(4).Sample(
            expression =>
            {
                var terms = expression.Terms(10_000)!;
                for (var seen = 0ul; seen < 16; seen++) Assert.Equal(expression.Holds(seen), terms.Exists(t => Fits(t, seen)));
                Assert.DoesNotContain(terms, t => t.IsContradiction || terms.Exists(other => other != t && other.Covers(t)));
            },
            iter: 2_000);
    }

    private static Gen<RuleExpression> Expressions(int depth)
    {
        var leaf = Gen.Int[0, 3].Select(i => (RuleExpression)new RuleExpression.Seen(i));
        if (depth == 0) return leaf;
        var inner = Expressions(depth - 1);
        return Gen.OneOf(
            leaf,
            inner.Select(e => (RuleExpression)new RuleExpression.Not(e)),
            inner.List[1, 3].Select(e => (RuleExpression)new RuleExpression.All(e)),
            inner.List[1, 3].Select(e => (RuleExpression)new RuleExpression.Any(e)));
    }

    private static bool Fits(RuleTerm term, ulong seen) => (term.Required & ~seen) == 0 && (term.Forbidden & seen) == 0;

    private static List<ulong> Sets(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(set => set.Aggregate(0ul, (bits, digit) => bits | 1ul << (digit - '0')))];
}

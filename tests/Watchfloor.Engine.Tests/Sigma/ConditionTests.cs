using CsCheck;
using Watchfloor.Events.Content;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Parsing;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>The grammar of conditions (Sigma rules specification 2.1, "Condition").</summary>
public sealed class ConditionTests
{
    private static readonly string[] Names = ["a", "b", "sel_one", "sel_two", "filter_main", "_hidden"];

    private static readonly Dictionary<string, Expression> Detections =
        Names.ToDictionary(n => n, Expression (n) => new FieldTest(n, new ExistsPredicate(true)));

    /// <summary>What a condition means, said by which identifiers hold. Every one of the 64 assignments is tried.</summary>
    [Theory]
    [InlineData("a", "a")]
    [InlineData("not a", "!a")]
    [InlineData("not not a", "a")]
    [InlineData("a and b", "a b")]
    [InlineData("a or b and sel_one", "a | b sel_one")]
    [InlineData("a and b or sel_one", "a b | sel_one")]
    [InlineData("(a or b) and sel_one", "a sel_one | b sel_one")]
    [InlineData("not a and b", "!a b")]
    [InlineData("not (a and b)", "!a | !b")]
    [InlineData("not a or b", "!a | b")]
    [InlineData("a and not b", "a !b")]
    [InlineData("not 1 of sel_*", "!sel_one !sel_two")]
    [InlineData("not all of sel_* and a", "!sel_one a | !sel_two a")]
    [InlineData("1 of sel_*", "sel_one | sel_two")]
    [InlineData("any of sel_*", "sel_one | sel_two")]
    [InlineData("all of sel_*", "sel_one sel_two")]
    [InlineData("1 of *_one", "sel_one")]
    [InlineData("all of *_*", "sel_one sel_two filter_main")]
    [InlineData("1 of s*o", "sel_two")]
    [InlineData("1 of *e*_*", "sel_one | sel_two | filter_main")]
    [InlineData("1 of a", "a")]
    [InlineData("1 of *", "a | b | sel_one | sel_two | filter_main")]
    [InlineData("1 of them", "a | b | sel_one | sel_two | filter_main")]
    [InlineData("all of them", "a b sel_one sel_two filter_main")]
    [InlineData("1 of _*", "_hidden")]
    [InlineData("all of _hidden", "_hidden")]
    [InlineData("_hidden", "_hidden")]
    [InlineData("1 of sel_* and not all of filter_*", "sel_one !filter_main | sel_two !filter_main")]
    [InlineData("A", null)]
    [InlineData("NOT a AND b", "!a b")]
    [InlineData("a OR 1 OF sel_*", "a | sel_one | sel_two")]
    [InlineData("ALL of sel_*", "sel_one sel_two")]
    [InlineData("1 of THEM", "a | b | sel_one | sel_two | filter_main")]
    [InlineData("  a\tand\n(b)", "a b")]
    [InlineData("((a))and(b)", "a b")]
    public void Parse_Condition_HoldsExactlyWhenWritten(string condition, string? meaning)
    {
        if (meaning is null)
        {
            Assert.Throws<RuleFaultException>(() => Parse(condition));
            return;
        }

        var expression = Parse(condition);
        var alternatives = meaning.Split(" | ").Select(m => m.Split(' ')).ToArray();
        for (var bits = 0; bits < 1 << Names.Length; bits++)
            Assert.Equal(alternatives.Any(all => all.All(n => n[0] == '!' ? !IsSet(n[1..], bits) : IsSet(n, bits))), Holds(expression, bits));
    }

    /// <summary>A random tree, written with no more brackets than precedence needs, means the tree.</summary>
    [Fact]
    public void Parse_RandomCondition_MeansItsTree()
    {
        Tree(4).Sample(tree =>
        {
            var expression = Parse(tree.Text(0));
            return Enumerable.Range(0, 1 << Names.Length).All(bits => tree.Holds(bits) == Holds(expression, bits));
        }, iter: 3_000);
    }

    [Theory]
    [InlineData("", 1, "the condition ends where a search identifier was expected")]
    [InlineData("a and", 6, "the condition ends where a search identifier was expected")]
    [InlineData("a and or b", 7, "'or' was not expected here")]
    [InlineData("and a", 1, "'and' was not expected here")]
    [InlineData("a b", 3, "'b' was not expected here")]
    [InlineData("(a or b", 8, "a closing bracket is missing")]
    [InlineData("(a b)", 4, "a closing bracket is missing")]
    [InlineData("a)", 2, "')' was not expected here")]
    [InlineData("a and )", 7, "')' was not expected here")]
    [InlineData("()", 2, "')' was not expected here")]
    [InlineData("not", 4, "the condition ends where a search identifier was expected")]
    [InlineData("1 of", 5, "a pattern of search identifiers, or 'them', is missing behind 'of'")]
    [InlineData("a and 1 of x*", 12, "no search identifier fits 'x*'")]
    [InlineData("2 of sel_*", 1, "'2 of' is not known")]
    [InlineData("a and c", 7, "there is no search identifier 'c'")]
    [InlineData("a | count() > 3", 3, "'|' was not expected here")]
    [InlineData("| count() > 3", 1, "'|' was not expected here")]
    [InlineData("all of Sel_*", 8, "no search identifier fits 'Sel_*'")]
    public void Parse_Fault_IsAtItsColumn(string condition, int column, string message)
    {
        foreach (var (isPlain, shift) in new[] { (true, 4), (false, 5) }) // a quotation mark takes a column
        {
            var fault = Assert.Throws<RuleFaultException>(() => Parse(condition, isPlain)).ToFault("f.yml");
            Assert.Equal((7, column + shift, message), (fault.Line, fault.Column, fault.Message));
        }
    }

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(100_000, false)]
    public void Parse_Brackets_NestBoundedly(int depth, bool loads)
    {
        var condition = new string('(', depth) + "a" + new string(')', depth);
        if (loads) Assert.NotNull(Parse(condition));
        else Assert.Throws<RuleFaultException>(() => Parse(condition));
    }

    /// <summary>Brackets beside one another are not nested.</summary>
    [Fact]
    public void Parse_ManyBracketsInARow_AreNotDeep() => Assert.NotNull(Parse(string.Join(" or ", Enumerable.Repeat("(a and (b))", 200))));

    [Fact]
    public void Load_ListOfConditions_OneIsEnough()
    {
        var set = SigmaRun.LoadWhole(SigmaRun.RuleText("  x:\n    f: 1\n  y:\n    g: 1\n  condition:\n    - x and y\n    - not x"));
        Assert.True(SigmaRun.Matches(set, """{"f": 1, "g": 1}"""));
        Assert.True(SigmaRun.Matches(set, """{"f": 2}"""));
        Assert.False(SigmaRun.Matches(set, """{"f": 1}"""));
    }

    private static Expression Parse(string condition, bool isPlain = true) =>
        ConditionParser.Parse(new ContentScalar { Value = condition, IsPlain = isPlain, Line = 7, Column = 5 }, Detections);

    private static bool IsSet(string name, int bits) => (bits >> Array.IndexOf(Names, name) & 1) != 0;

    private static bool Holds(Expression expression, int bits) => expression switch
    {
        AllOf all => all.Parts.All(p => Holds(p, bits)),
        AnyOf any => any.Parts.Any(p => Holds(p, bits)),
        NotOf not => !Holds(not.Part, bits),
        _ => IsSet(((FieldTest)expression).Field!, bits),
    };

    private static Gen<Node> Tree(int depth) => depth == 0
        ? Gen.Int[0, Names.Length - 1].Select(i => new Node("name", i, []))
        : Gen.Select(Gen.Int[0, 4], Gen.Int[0, Names.Length - 1], Tree(depth - 1).Array[2, 3]).Select((kind, name, parts) => kind switch
        {
            0 => new Node("name", name, []),
            1 => new Node("not", 0, parts[..1]),
            2 or 3 => new Node("and", 0, parts),
            _ => new Node("or", 0, parts),
        });

    private sealed record Node(string Kind, int Name, Node[] Parts)
    {
        public bool Holds(int bits) => Kind switch
        {
            "name" => (bits >> Name & 1) != 0,
            "not" => !Parts[0].Holds(bits),
            "and" => Parts.All(p => p.Holds(bits)),
            _ => Parts.Any(p => p.Holds(bits)),
        };

        /// <param name="binding">How strongly what stands around binds: 0 nothing or or, 1 and, 2 not.</param>
        public string Text(int binding) => Kind switch
        {
            "name" => Names[Name],
            "not" => "not " + Parts[0].Text(2),
            "and" when binding <= 1 => string.Join(" and ", Parts.Select(p => p.Text(1))),
            "or" when binding == 0 => string.Join(" or ", Parts.Select(p => p.Text(0))),
            _ => $"({Text(0)})",
        };
    }
}

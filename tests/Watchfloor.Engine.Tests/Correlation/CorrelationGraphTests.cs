using Watchfloor.Events;
using Watchfloor.Events.Content;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

public sealed class CorrelationGraphTests
{
    private const string FirstId = "0e95725d-7320-415d-80f7-004da920fc11";

    private static readonly RuleIdentity[] Rules =
    [
        new("First", FirstId, "first", new LogSource("windows")),
        new("Second", null, "second", new LogSource("windows")),
        new("Twin", null, "twin", new LogSource("windows")),
        new("Other twin", null, "twin", new LogSource("linux")),
    ];

    private readonly List<ContentFault> _faults = [];

    [Fact]
    public void Build_References_ResolveByIdIgnoringCaseAndByName()
    {
        var graph = CorrelationGraph.Build(Rules, [Of("c", FirstId.ToUpperInvariant(), "second")], _faults);
        Assert.Empty(_faults);
        Assert.Equal([0, 1], graph.References(4));
    }

    [Theory]
    [InlineData("missing", "no rule has the id or name 'missing'")]
    [InlineData("First", "no rule has the id or name 'First'")]
    [InlineData("twin", "'twin' is the id or name of 2 rules")]
    public void Build_ReferenceToNoneOrMany_IsALocatedFault(string reference, string message)
    {
        var graph = CorrelationGraph.Build(Rules, [Of("c", "second", reference)], _faults);
        Assert.Empty(graph.Correlations);
        var fault = Assert.Single(_faults);
        Assert.Equal(("c.yml", 2, 5, message), (fault.File, fault.Line, fault.Column, fault.Message));
    }

    [Fact]
    public void Build_SameRuleByIdAndName_IsAFault()
    {
        CorrelationGraph.Build(Rules, [Of("c", FirstId, "first")], _faults);
        Assert.Equal("'first' is a rule that stands in the list already", Assert.Single(_faults).Message);
    }

    [Fact]
    public void Build_CorrelationOnABrokenOne_IsAFaultToo()
    {
        var graph = CorrelationGraph.Build(Rules, [Of("outer", "middle"), Of("middle", "broken"), Of("broken", "missing"), Of("fine", "first")], _faults);
        Assert.Equal(["fine"], graph.Correlations.Select(c => c.Name));
        Assert.Equal(["broken.yml", "middle.yml", "outer.yml"], _faults.Select(f => f.File).Order());
        Assert.Contains(_faults, f => f.Message == "'broken' did not load");
    }

    [Fact]
    public void Build_Chain_PutsInnerFirst()
    {
        var graph = CorrelationGraph.Build(Rules, [Of("outer", "middle", "first"), Of("middle", "inner"), Of("inner", "second")], _faults);
        Assert.Empty(_faults);
        Assert.Equal(["inner", "middle", "outer"], graph.Correlations.Select(c => c.Name));
        Assert.Equal([5, 0], graph.References(6));
    }

    [Theory]
    [InlineData(CorrelationGraph.MaxDepth, 0)]
    [InlineData(CorrelationGraph.MaxDepth + 1, 1)]
    public void Build_LongChain_IsBounded(int length, int faults)
    {
        var chain = Enumerable.Range(0, length).Select(i => Of($"c{i}", i == 0 ? "first" : $"c{i - 1}")).Reverse().ToList();
        var graph = CorrelationGraph.Build(Rules, chain, _faults);
        Assert.Equal(faults, _faults.Count);
        Assert.Equal(length - faults, graph.Correlations.Count);
    }

    [Fact]
    public void Build_Circle_DoesNotTouchTheRest()
    {
        var graph = CorrelationGraph.Build(Rules, [Of("a", "b"), Of("b", "a"), Of("fine", "first")], _faults);
        Assert.Equal(["fine"], graph.Correlations.Select(c => c.Name));
        Assert.Equal(2, _faults.Count);
        Assert.True(graph.FiresAlone(1));
    }

    [Fact]
    public void FiresAlone_RuleReferredTo_OnlyWhenOneGenerates()
    {
        var graph = CorrelationGraph.Build(
            Rules, [Of("quiet", "first", "second"), Of("loud", "second") with { Generate = true }, Of("outer", "quiet")], _faults);
        Assert.False(graph.FiresAlone(0));
        Assert.True(graph.FiresAlone(1));
        Assert.True(graph.FiresAlone(2));
        Assert.Equal(["loud", "outer"], graph.Correlations.Where((_, i) => graph.FiresAlone(4 + i)).Select(c => c.Name));
    }

    [Fact]
    public void FieldsOf_Rule_AreThoseAskedOfItAndNoMore()
    {
        var inner = Of("inner", "first") with { GroupBy = ["host"], Condition = new CorrelationCondition { Fields = ["port"] } };
        var outer = Of("outer", "inner", "second") with
        {
            GroupBy = ["who", "host"],
            Aliases = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["who"] = new Dictionary<string, string> { ["inner"] = "account", ["second"] = "user" } },
        };
        var graph = CorrelationGraph.Build(Rules, [outer, inner], _faults);
        Assert.Equal(["host", "port", "account"], graph.FieldsOf(0));
        Assert.Equal(["user", "host"], graph.FieldsOf(1));
        Assert.Null(graph.FieldsOf(2));
        Assert.Equal(["account", "host"], graph.FieldsOf(4));
        Assert.Null(graph.FieldsOf(5));
    }

    private static CorrelationRule Of(string name, params string[] references) => new()
    {
        Title = name,
        Name = name,
        File = name + ".yml",
        Line = 1,
        Type = CorrelationType.EventCount,
        Rules = [.. references.Select((r, i) => new RuleReference(r, 1 + i, 5))],
        GroupBy = [],
        Timespan = TimeSpan.FromMinutes(1),
        Condition = new CorrelationCondition { Bounds = [new CorrelationBound(CorrelationComparison.GreaterOrEqual, 1)] },
    };
}

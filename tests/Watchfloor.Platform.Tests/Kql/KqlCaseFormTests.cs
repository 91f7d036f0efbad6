namespace Watchfloor.Platform.Tests.Kql;

/// <summary>What the case files and their comparison hold to.</summary>
public sealed class KqlCaseFormTests
{
    private static readonly string[] Types = ["bool", "int", "long", "real", "decimal", "string", "datetime", "timespan", "dynamic", "guid"];

    [Fact]
    public void Read_EveryFile_HasTheForm()
    {
        Assert.All(KqlCases.All, c => Assert.All(c.Columns, column => Assert.Contains(column.Type, Types)));
        Assert.All(KqlCases.All, c => Assert.All(c.Rows.SelectMany(r => r), cell => System.Text.Json.JsonDocument.Parse(cell).Dispose()));
        Assert.Empty(KqlCases.All.GroupBy(c => (c.File, c.Title)).Where(g => g.Count() > 1).Select(g => g.Key));
    }

    [Fact]
    public void Read_ResultAndError_AreTakenApart()
    {
        var cases = KqlCases.Read("x", ["# a comment", "== first", "print", "| count", "--", "a b:c:long\td:string", "1\t\"x\"", "== second", "print", "-- error 1:6 an expression", "== third", "print 1", "-- unordered", "x:long"]).ToList();
        Assert.Equal(["first", "second", "third"], cases.Select(c => c.Title));
        Assert.Equal([2, 8, 11], cases.Select(c => c.Line));
        Assert.Equal("print\n| count", cases[0].Query);
        Assert.Equal([new("a b:c", "long"), new("d", "string")], cases[0].Columns);
        Assert.Equal(["1", "\"x\""], cases[0].Rows[0]);
        Assert.Equal([true, false], [cases[0].IsOrdered, cases[2].IsOrdered]);
        Assert.Equal(new KqlCaseError(1, 6, "an expression"), cases[1].Error);
        Assert.Empty(cases[2].Rows);
    }

    [Theory]
    [InlineData("== no separator", "print 1")]
    [InlineData("== no columns", "print 1", "--")]
    [InlineData("== a row too short", "print 1", "--", "a:long\tb:long", "1")]
    [InlineData("== an error with a result", "print", "-- error 1:6 x", "a:long")]
    public void Read_AnotherForm_IsRefused(params string[] lines) => Assert.Throws<InvalidDataException>(() => KqlCases.Read("x", lines).ToList());

    [Theory]
    [InlineData("1000", "1000.0", true)]
    [InlineData("1", "2", false)]
    [InlineData("9007199254740993", "9007199254740992", false)]
    [InlineData("\"a\"", "\"\\u0061\"", true)]
    [InlineData("{\"a\":1,\"b\":[1]}", "{\"b\":[1.0],\"a\":1}", true)]
    [InlineData("{\"a\":1}", "{\"a\":1,\"b\":2}", false)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("null", "\"\"", false)]
    [InlineData("1", "true", false)]
    public void Difference_Cell_IsFoundByWorth(string expected, string given, bool isSame)
    {
        var c = KqlCases.Read("x", ["== t", "print", "--", "a:dynamic", expected]).Single();
        Assert.Equal(isSame, KqlCaseResult.Difference(c, c.Columns, [[given]]) is null);
    }

    [Fact]
    public void Difference_OrderAndColumns_CountWhereTheyAreSaidTo()
    {
        var ordered = KqlCases.Read("x", ["== t", "print", "--", "a:long", "1", "2"]).Single();
        var unordered = ordered with { IsOrdered = false };
        Assert.NotNull(KqlCaseResult.Difference(ordered, ordered.Columns, [["2"], ["1"]]));
        Assert.Null(KqlCaseResult.Difference(unordered, ordered.Columns, [["2"], ["1"]]));
        Assert.NotNull(KqlCaseResult.Difference(unordered, ordered.Columns, [["2"], ["2"]]));
        Assert.NotNull(KqlCaseResult.Difference(unordered, ordered.Columns, [["1"], ["2"], ["2"]]));
        Assert.NotNull(KqlCaseResult.Difference(ordered, [new("a", "int")], [["1"], ["2"]]));
        Assert.NotNull(KqlCaseResult.Difference(ordered, [new("b", "long")], [["1"], ["2"]]));
    }
}

using Watchfloor.Events;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>Why a rule matched, and how its parts went.</summary>
public sealed class ReasonTests
{
    private const string Rule = """
          selection:
            Image|endswith: [\a.exe, \b.exe]
            User: [ada, grace]
          other:
            - Port|gt: 1000
            - Flag: null
          filter:
            Parent|startswith: c:\
            Signed: true
          keywords:
            - needle
          condition: (selection or other) and not filter and not (not keywords)
        """;

    private static readonly EventClass Mapped = new([new LogSource("windows", "process_creation")],
        new Dictionary<string, IReadOnlyList<string>> { ["Image"] = ["NewProcessName"] });

    [Theory]
    // Every test that held on a way that made the rule match, with the value that made it hold; through a mapping by the rule's name.
    [InlineData(
        """{"NewProcessName": ["x", "C:\\B.exe", "y"], "User": "ADA", "Flag": 1, "Parent": "C:\\p", "note": "a needle"}""",
        """Image ends with '\b.exe' = C:\B.exe; User equals 'ada' = ADA; keyword contains 'needle' = a needle""")]
    // A part of the filter that held is no reason; that the other did not hold is none that has a value.
    [InlineData(
        """{"Port": 1001, "Flag": 0, "Parent": "C:\\p", "note": ["hay", "needle 1", "needle 2"]}""",
        """Port > 1000 = 1001; keyword contains 'needle' = needle 1""")]
    // Half of a selection held; the selection did not, and is no reason.
    [InlineData(
        """{"NewProcessName": "C:\\b.exe", "User": "bert", "Port": 1001, "Flag": 0, "note": "needle"}""",
        "Port > 1000 = 1001; keyword contains 'needle' = needle")]
    // An absent field has no value to show.
    [InlineData("""{"note": "needle"}""", "Flag is null = ; keyword contains 'needle' = needle")]
    public void Reasons_Match_AreTheTestsThatHeldWithTheirValues(string json, string reasons)
    {
        var matcher = new Matcher(SigmaRun.LoadWhole(SigmaRun.RuleText(Rule)), SigmaRun.Catalog);
        Assert.Equal([0], matcher.Match(SigmaRun.Decode(json)[0], Mapped).ToArray());
        Assert.Equal(reasons, string.Join("; ", matcher.Reasons(0).Select(r => $"{r.Field ?? "keyword"} {r.Pattern} = {r.Value}")));
    }

    [Fact]
    public void Reasons_FieldReference_ShowsTheValueThatCompares()
    {
        var matcher = new Matcher(SigmaRun.LoadWhole(SigmaRun.OneLine("f|fieldref: g")), SigmaRun.Catalog);
        Assert.Equal(1, matcher.Match(SigmaRun.Decode("""{"f": ["a", "b", "c"], "g": ["x", "B"]}""")[0], SigmaRun.Class).Length);
        Assert.Equal(new FieldMatch("f", "b", "equals field g"), Assert.Single(matcher.Reasons(0)));
    }

    [Fact]
    public void Reasons_SeveralRules_EachHasItsOwn()
    {
        var matcher = new Matcher(SigmaRun.LoadWhole(SigmaRun.OneLine("f: x") + "---\n" + SigmaRun.OneLine("f|startswith: x")), SigmaRun.Catalog);
        Assert.Equal(2, matcher.Match(SigmaRun.Decode("""{"f": "x"}""")[0], SigmaRun.Class).Length);
        Assert.Equal("equals 'x'", Assert.Single(matcher.Reasons(0)).Pattern);
        Assert.Equal("starts with 'x'", Assert.Single(matcher.Reasons(1)).Pattern);
    }

    [Fact]
    public void Explanation_EveryPart_SaysWhetherItHoldsAndWhatItSaw()
    {
        var rule = SigmaRun.LoadWhole(SigmaRun.RuleText(Rule)).Rules[0];
        var view = SigmaRun.Decode("""{"NewProcessName": ["C:\\z", "C:\\a.exe"], "Port": 5, "Flag": null, "Signed": true, "note": "x"}""")[0];
        var explanation = Explanation.Of(rule, view, Mapped, SigmaRun.Catalog);
        Assert.True(explanation.WantsLogSource);
        Assert.Equal(
            """
            no  all of
              yes one of
                no  selection: all of
                  yes one of
                    yes Image ends with '\a.exe' [C:\z, C:\a.exe]
                    no  Image ends with '\b.exe' [C:\z, C:\a.exe]
                  no  one of
                    no  User equals 'ada' []
                    no  User equals 'grace' []
                yes other: one of
                  no  Port > 1000 [5]
                  yes Flag is null [null]
              yes not
                no  filter: all of
                  no  Parent starts with 'c:\' []
                  yes Signed equals 'true' [true]
              no  not
                yes not
                  no  keywords: keyword contains 'needle' [C:\z, C:\a.exe, 5, null, true, x]
            """,
            string.Join('\n', Lines(explanation.Root, "")));
    }

    [Fact]
    public void Explanation_ListOfConditions_KeepsTheIdentifiersApart()
    {
        var rule = SigmaRun.LoadWhole(SigmaRun.RuleText("""
              one:
                f: [a, b]
              two:
                f: [c, d]
              condition: [one, two]
            """)).Rules[0];
        var explanation = Explanation.Of(rule, SigmaRun.Decode("""{"f": "d"}""")[0], SigmaRun.Class, SigmaRun.Catalog);
        Assert.Equal(["one: one of", "two: one of"], explanation.Root.Parts.Select(p => p.Text));
        Assert.Equal([false, true], explanation.Root.Parts.Select(p => p.Holds));
    }

    [Fact]
    public void Explanation_OtherLogSource_IsSaidAndThePartsAreShown()
    {
        var rule = SigmaRun.LoadWhole(SigmaRun.OneLine("f: x")).Rules[0];
        var view = SigmaRun.Decode("""{"f": "x"}""")[0];
        foreach (var @class in new[] { EventClass.Unknown, new EventClass([new LogSource("linux")], new Dictionary<string, IReadOnlyList<string>>()) })
        {
            var explanation = Explanation.Of(rule, view, @class, SigmaRun.Catalog);
            Assert.False(explanation.WantsLogSource);
            Assert.True(explanation.Root.Holds);
            Assert.Equal(["x"], explanation.Root.Values);
        }
    }

    private static IEnumerable<string> Lines(ExplainedPart part, string indent) =>
        part.Parts.SelectMany(p => Lines(p, indent + "  ")).Prepend(
            $"{indent}{(part.Holds ? "yes" : "no ")} {part.Text}{(part.Parts.Count > 0 ? "" : $" [{string.Join(", ", part.Values)}]")}");
}

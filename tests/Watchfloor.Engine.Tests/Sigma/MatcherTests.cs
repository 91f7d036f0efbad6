using System.Runtime.CompilerServices;
using Watchfloor.Events;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>What the matcher does beside finding: routing, field suppliers, reasons, memory.</summary>
public sealed class MatcherTests
{
    private static readonly EventClass Mapped = new(
        [new LogSource("windows", "process_creation", "sysmon"), new LogSource("windows", "image_load")],
        new Dictionary<string, IReadOnlyList<string>> { ["Image"] = ["NewProcessName", "Exe"] });

    [Theory]
    [InlineData("product: windows", true)]
    [InlineData("category: process_creation", true)]
    [InlineData("service: sysmon", true)]
    [InlineData("product: windows\n  category: image_load", true)]
    [InlineData("product: windows\n  category: process_creation\n  service: sysmon", true)]
    [InlineData("product: Windows", true)]
    [InlineData("category: image_load\n  service: sysmon", false)] // no one source is both
    [InlineData("product: linux", false)]
    [InlineData("product: windows\n  category: file_event", false)]
    public void Match_SeveralLogSources_AnyOneThatFitsWhole(string source, bool looks)
    {
        var set = SigmaRun.LoadWhole(SigmaRun.OneLine("f: x").Replace("product: windows", source, StringComparison.Ordinal));
        Assert.Equal(looks, SigmaRun.Matches(set, """{"f": "x"}""", Mapped));
        Assert.Equal(looks ? 1 : 0, new Matcher(set, SigmaRun.Catalog).RulesFor(Mapped).Length);
    }

    [Fact]
    public void Match_TextOfAnyLength_IsFoundWhole()
    {
        var set = SigmaRun.LoadWhole(string.Join("---\n", Enumerable.Range(1, 130).Select(length => SigmaRun.OneLine($"f: {new string('t', length)}"))));
        var matcher = new Matcher(set, SigmaRun.Catalog);
        for (var length = 1; length <= 130; length++)
            Assert.Equal([length - 1], matcher.Match(SigmaRun.Decode($"{{\"f\": \"{new string('T', length)}\"}}")[0], SigmaRun.Class).ToArray());
    }

    [Theory]
    [InlineData("f: x")]
    [InlineData("f: null")]
    [InlineData("f|neq: y")]
    public void Match_UnknownClass_MatchesNothing(string line)
    {
        var set = SigmaRun.LoadWhole(SigmaRun.OneLine(line));
        Assert.False(SigmaRun.Matches(set, """{"f": "x"}""", EventClass.Unknown));
        Assert.True(new Matcher(set, SigmaRun.Catalog).RulesFor(EventClass.Unknown).IsEmpty);
    }

    /// <summary>No rule tests the fields that a correlation groups by and counts; they are found all the same, mapped ones too.</summary>
    [Fact]
    public void CorrelationValues_FieldsThatNoRuleTests_AreThoseOfTheEvent()
    {
        var set = SigmaRun.LoadWhole(SigmaRun.OneLine("f: x") + """

            name: base
            ---
            title: Many
            correlation:
              type: value_count
              rules: [base]
              group-by: [User, Image, Missing]
              timespan: 1m
              condition: {field: Target, gte: 2}
            """.ReplaceLineEndings("\n"));
        var view = SigmaRun.Decode("""{"f": "x", "User": [null, "bob", "eve"], "NewProcessName": "a.exe", "Target": 7}""")[0];
        var matcher = new Matcher(set, SigmaRun.Catalog);

        Assert.Equal([0], matcher.Match(view, Mapped).ToArray());
        Assert.Equal(["User", "Image", "Missing", "Target"], set.Correlations.FieldsOf(0));
        Assert.Equal(["bob", "a.exe", null, "7"], matcher.CorrelationValues(0));
    }

    /// <summary>A field's own name beats mapped ones, of which the first that is there supplies it alone, wherever they stand.</summary>
    [Theory]
    [InlineData("""{"Image": "x"}""", true)]
    [InlineData("""{"NewProcessName": "x"}""", true)]
    [InlineData("""{"Exe": "x"}""", true)]
    [InlineData("""{"Image": "y", "NewProcessName": "x", "Exe": "x"}""", false)]
    [InlineData("""{"Exe": "x", "NewProcessName": "x", "Image": "y"}""", false)]
    [InlineData("""{"Exe": "y", "NewProcessName": "x"}""", true)]
    [InlineData("""{"NewProcessName": "x", "Exe": "y"}""", true)]
    [InlineData("""{"Exe": "x", "NewProcessName": "y"}""", false)]
    [InlineData("""{"Image": null, "NewProcessName": "x"}""", false)]
    [InlineData("""{"Image": ["y", "x"], "Exe": "z"}""", true)]
    [InlineData("""{"Event": {"EventData": {"Image": "x"}}, "Exe": "y"}""", true)]
    public void Match_FieldSuppliers_BestAlone(string json, bool matches)
    {
        foreach (var line in new[] { "Image: x", "Image|startswith: x", "Image|re: '^x$'" })
            Assert.Equal(matches, SigmaRun.Matches(SigmaRun.LoadWhole(SigmaRun.OneLine(line)), json, Mapped));
        Assert.Equal(json.Contains("null", StringComparison.Ordinal), SigmaRun.Matches(SigmaRun.LoadWhole(SigmaRun.OneLine("Image: null")), json, Mapped));
    }

    [Fact]
    public void Match_ManyValues_AllAreSeen()
    {
        var set = SigmaRun.LoadWhole(SigmaRun.OneLine("f|contains|all: [first, middle, last]"));
        string[] values = ["first", .. Enumerable.Repeat("x", 100), "middle", .. Enumerable.Repeat("x", 100), "last"];
        Assert.True(SigmaRun.Matches(set, $$"""{"f": [{{string.Join(", ", values.Select(v => $"\"{v}\""))}}]}"""));
    }

    /// <summary>Nothing of an event is remembered for the next, and a matcher used before answers like a new one.</summary>
    [Fact]
    public void Match_NextEvent_StartsAfresh()
    {
        string[] lines = ["f: x", "f|contains: power", "f|neq: x", "f: null", "g|fieldref: f", "f|cased: X", "f|exists: true"];
        var set = SigmaRun.LoadWhole(string.Join("---\n", lines.Select(SigmaRun.OneLine)));
        var used = new Matcher(set, SigmaRun.Catalog);
        string[] events = ["""{"f": "x"}""", "{}", """{"f": "X"}""", """{"f": "a power b", "g": "x"}""", """{"g": "x", "f": "x"}""", """{"h": 1}""", """{"f": null}"""];
        for (var round = 0; round < 3; round++)
            foreach (var json in events)
            {
                var view = SigmaRun.Decode(json)[0];
                Assert.Equal(new Matcher(set, SigmaRun.Catalog).Match(view, SigmaRun.Class).ToArray(), used.Match(view, SigmaRun.Class).ToArray());
            }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_epoch")]
    private static extern ref int Epoch(Matcher matcher);

    /// <summary>
    /// The number that tells events apart starts again before it overflows; what fields, tests and rules were marked with under the
    /// same number long before is forgotten.
    /// </summary>
    [Theory]
    [InlineData("""{"g": "z"}""")]
    [InlineData("""{"g": "q"}""")]
    [InlineData("""{"h": 1}""")]
    public void Match_EventNumberAtItsEnd_StartsAgain(string json)
    {
        var set = SigmaRun.LoadWhole(SigmaRun.OneLine("g|re: '^q'") + "---\n" + SigmaRun.OneLine("g: q") + "---\n" + SigmaRun.OneLine("g: null"));
        var matcher = new Matcher(set, SigmaRun.Catalog);
        var batch = SigmaRun.Decode("{\"g\": \"q\"}\n{\"h\": 1}\n" + json);
        var expected = new Matcher(set, SigmaRun.Catalog).Match(batch[2], SigmaRun.Class).ToArray();
        for (var i = 0; i < 6; i++) matcher.Match(batch[0], SigmaRun.Class);
        Epoch(matcher) = (int.MaxValue >> 1) - 2;
        while (Epoch(matcher) > 6) matcher.Match(batch[1], SigmaRun.Class);
        for (var i = 0; i < 12; i++) Assert.Equal(expected, matcher.Match(batch[2], SigmaRun.Class).ToArray());
        Assert.InRange(Epoch(matcher), 12, 20);
    }

    [Fact]
    public void Match_EventsThatMatchNothing_AllocateNothing()
    {
        var lines = new[]
        {
            "Image|endswith: '\\whoami.exe'", "CommandLine|contains|all: [mimikatz, sekurlsa]", "CommandLine|re: 'power.{3}hell'", "User: 17", "User|startswith: 'corp\\'",
            "Ip|cidr: 10.0.0.0/8", "Image|fieldref: Nowhere", "list|fieldref: User", "CommandLine|neq: null", "Time|hour: 3", "Port|gt: 70000", "Image: '*\\a?b*.com'", "- needle-in-haystack", "Image|contains: 'ä–x'",
        };
        var set = SigmaRun.LoadWhole(string.Join("---\n", lines.Select(l => SigmaRun.OneLine(l).Replace("condition: selection", "other:\n    Nowhere: here\n  condition: selection and other", StringComparison.Ordinal))));
        var matcher = new Matcher(set, SigmaRun.Catalog);
        var text = string.Join('\n', Enumerable.Range(0, 100).Select(i =>
            $$"""{"Image": "C:\\Windows\\whoami.exe", "CommandLine": "mimikatz sekurlsa powershell ä–x needle-in-haystack {{i}}", "User": "corp\\17", "Ip": "10.0.0.{{i}}", "Port": "99{{i}}", "Time": "2024-01-01T03:00:00Z", "list": ["a", null, "17"]}"""));
        var batch = SigmaRun.Decode(text);
        Assert.Equal(100, batch.Count);
        for (var i = 0; i < 1_000; i++) Assert.True(matcher.Match(batch[i % 100], SigmaRun.Class).IsEmpty);
        // Code that is not optimised yet allocates, and on a busy machine optimising waits: a round in which nothing is allocated proves it.
        var allocated = long.MaxValue;
        for (var round = 0; round < 200 && allocated > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++) matcher.Match(batch[i % 100], SigmaRun.Class);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public void Match_TwoMatchersOfOneSet_DoNotDisturbEachOther()
    {
        var set = SigmaRun.LoadWhole(SigmaRun.OneLine("f: x"));
        Parallel.For(0, 8, _ =>
        {
            var matcher = new Matcher(set, SigmaRun.Catalog);
            var batch = SigmaRun.Decode("{\"f\": \"x\"}\n{\"f\": \"y\"}");
            for (var i = 0; i < 2_000; i++) Assert.Equal(1 - (i % 2), matcher.Match(batch[i % 2], SigmaRun.Class).Length);
        });
    }

    /// <summary>Bytes that are not UTF-8 match what they equal, and nothing fails on them.</summary>
    [Fact]
    public void Match_ValueThatIsNoText_IsComparedByBytes()
    {
        var set = SigmaRun.LoadWhole(SigmaRun.OneLine("f|contains: abcd") + "---\n" + SigmaRun.OneLine("f: 'x?abcd'") + "---\n" + SigmaRun.OneLine("f|re: abcd") + "---\n" + SigmaRun.OneLine("f|endswith: é"));
        var batch = new EventBatch(SigmaRun.Catalog.Names);
        batch.BeginEvent("json", 0, 0, 0);
        batch.Add(batch.Names.Intern("f"), [(byte)'x', 0xFF, .. "ABCD"u8]);
        batch.EndEvent();
        Assert.Equal([0, 1], new Matcher(set, SigmaRun.Catalog).Match(batch[0], SigmaRun.Class).ToArray().Order());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("xy")]
    [InlineData("xyz")]
    [InlineData("xyzw")]
    [InlineData("xyzwv")]
    [InlineData("xyzwvu")]
    [InlineData("xyzwvut")]
    [InlineData("xyzwvuts")]
    [InlineData("xyzwvutsr")]
    [InlineData("xyzwvutsrqponmlkjihg")]
    [InlineData("–")]
    [InlineData("x–")]
    [InlineData("→é")]
    public void Match_LiteralOfAnyLength_IsFoundAtTheEdgesAndInside(string literal)
    {
        // A second rule of another length makes the indexes hold more than one.
        RuleSet Rule(string modifier) => SigmaRun.LoadWhole(SigmaRun.OneLine($"f|{modifier}: {literal}") + "---\n" + SigmaRun.OneLine($"f|{modifier}: qqq{literal}"));
        var text = literal.ToUpperInvariant();
        foreach (var padding in new[] { 0, 1, 3, 4, 7, 28, 31, 32, 33, 63, 64, 65, 100 })
        {
            var x = new string('.', padding);
            Assert.True(SigmaRun.Matches(Rule("startswith"), Json(text + x)));
            Assert.True(SigmaRun.Matches(Rule("endswith"), Json(x + text)));
            Assert.True(SigmaRun.Matches(Rule("contains"), Json(x + text)));
            Assert.True(SigmaRun.Matches(Rule("contains"), Json(text + x)));
            Assert.True(SigmaRun.Matches(Rule("contains"), Json(x + text + x)));
            Assert.False(SigmaRun.Matches(Rule("startswith"), Json("." + text)));
            Assert.False(SigmaRun.Matches(Rule("endswith"), Json(text + ".")));
            Assert.False(SigmaRun.Matches(Rule("contains"), Json(x + text[..^1] + "." + x)));
        }

        static string Json(string value) => $$"""{"f": "{{value}}"}""";
    }

    /// <summary>A keyword is found wherever it stands in a record, at every place within the blocks that the record is read in.</summary>
    [Fact]
    public void Match_KeywordAtAnyPlaceOfARecord_IsFound()
    {
        var set = SigmaRun.LoadWhole(SigmaRun.RuleText("  k:\n    - needle\n    - 'c:\\temp\\x'\n  condition: k"));
        for (var before = 0; before < 80; before++)
            for (var after = 0; after < 3; after++)
            {
                Assert.True(SigmaRun.Matches(set, $$"""{"{{new string('f', before + 1)}}": "{{new string('.', after)}}NeedLE"}"""));
                Assert.True(SigmaRun.Matches(set, $$"""{"f": "{{new string('.', before)}}C:\\Temp\\x{{new string('.', after)}}"}"""));
                Assert.False(SigmaRun.Matches(set, $$"""{"f": "{{new string('.', before)}}needl{{new string('.', after + 1)}}e"}"""));
            }

        // Escaped letters are not in the raw text.
        Assert.True(SigmaRun.Matches(set, """{"f": "\u006eeedl\u0065"}"""));
        Assert.True(SigmaRun.Matches(set, """{"f": "N\u0045\u0045\u0044L\u0045"}"""));
        Assert.False(SigmaRun.Matches(set, """{"needle": "\u0041"}"""));
    }
}

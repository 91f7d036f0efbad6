using Watchfloor.Events;
using Watchfloor.Sigma;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>
/// Modifiers (Sigma modifiers appendix 2.1) and values (rules specification 2.1): for each line of a rule, a value that matches and
/// one that does not. The files <c>tests/cases/sigma/values/*.txt</c> hold them.
/// </summary>
public sealed class ModifierTests
{
    public static TheoryData<string> Files { get; } = [.. Directory.GetFiles(Repository.Cases("sigma/values"), "*.txt").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Match_LinesOfTheCaseFile_AsWritten(string file)
    {
        var wrong = new List<string>();
        RuleSet? set = null;
        var number = 0;
        var checkedValues = 0;
        foreach (var line in File.ReadLines(Path.Combine(Repository.Cases("sigma/values"), file)))
        {
            number++;
            if (line.Length == 0 || line[0] == '#') continue;
            if (line.StartsWith("rule ", StringComparison.Ordinal))
            {
                set = SigmaRun.Load(SigmaRun.OneLine(line[5..].Trim()), ("name", ["ada", "gr?ce", "*"]), ("two", ["x", "y"]), ("plain", ["a", "b\\*"]));
                if (set.Faults.Count > 0) wrong.Add($"{file}:{number}: {set.Faults[0]}");
                continue;
            }

            var wanted = line.StartsWith("  yes ", StringComparison.Ordinal);
            Assert.True(wanted || line.StartsWith("  no  ", StringComparison.Ordinal), $"{file}:{number}: neither 'yes' nor 'no'");
            checkedValues++;
            if (set!.Rules.Count == 1 && SigmaRun.Matches(set, Event(line[6..].Trim())) != wanted) wrong.Add($"{file}:{number}: {line}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.NotEqual(0, checkedValues);
    }

    /// <summary>An object stands as it is; anything else is the value of the field <c>f</c>.</summary>
    private static string Event(string json) => json.StartsWith('{') ? json : $$"""{"f": {{json}}}""";

    [Fact]
    public void ByName_EveryModifier_HasACase()
    {
        var rules = Files.Select(f => File.ReadAllText(Path.Combine(Repository.Cases("sigma/values"), f.Data))).ToList();
        foreach (var name in Watchfloor.Sigma.Parsing.Modifiers.ByName.Keys)
            Assert.True(rules.Exists(r => r.Contains($"|{name}:", StringComparison.Ordinal) || r.Contains($"|{name}|", StringComparison.Ordinal)), name);
    }

    /// <summary>Values that are looked for at their three places in an encoded whole are found in any real encoding that holds them.</summary>
    [Fact]
    public void Base64Offset_ValueAtAnyPlace_IsFound()
    {
        foreach (var text in new[] { "pow", "powe", "power", "powers" })
        {
            var set = SigmaRun.LoadWhole(SigmaRun.OneLine($"f|base64offset|contains: {text}"));
            for (var before = 0; before < 7; before++)
                for (var after = 0; after < 4; after++)
                {
                    var encoded = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(new string('?', before) + text + new string('!', after)));
                    Assert.True(SigmaRun.Matches(set, $$"""{"f": "{{encoded}}"}"""), $"{text} behind {before}, before {after}");
                }

            Assert.False(SigmaRun.Matches(set, $$"""{"f": "{{Convert.ToBase64String("pxwers"u8)}}"}"""));
        }
    }

    /// <summary>Encoded bytes need not be text; what they match then stands in no JSON, so the event is made by hand.</summary>
    [Theory]
    [InlineData("utf16le", "é", new byte[] { 0xE9, 0 })]
    [InlineData("wide", "é", new byte[] { 0xE9, 0 })]
    [InlineData("utf16be", "é", new byte[] { 0, 0xE9 })]
    [InlineData("utf16", "cmd", new byte[] { 0xFF, 0xFE, 0x63, 0, 0x6D, 0, 0x64, 0 })]
    [InlineData("utf16", "CMD", new byte[] { 0xFF, 0xFE, 0x63, 0, 0x6D, 0, 0x64, 0 })]
    public void Utf16_Bytes_AreFound(string modifier, string text, byte[] bytes)
    {
        var set = SigmaRun.LoadWhole(SigmaRun.OneLine($"f|{modifier}: {text}"));
        var batch = new EventBatch(SigmaRun.Catalog.Names);
        batch.BeginEvent("json", 0, 0, 0);
        batch.Add(batch.Names.Intern("f"), bytes);
        batch.EndEvent();
        var matcher = new Watchfloor.Sigma.Matching.Matcher(set, SigmaRun.Catalog);
        Assert.Equal(1, matcher.Match(batch[0], SigmaRun.Class).Length);
    }

    /// <summary>Two rules whose values only look the same when printed stay two tests.</summary>
    [Fact]
    public void Match_TextThatLooksLikeEncodedBytes_IsAnotherTest()
    {
        var set = SigmaRun.LoadWhole(SigmaRun.OneLine("f|utf16: c") + "---\n" + SigmaRun.OneLine("f: '0xfffe6300'"));
        var batch = SigmaRun.Decode("""{"f": "0xfffe6300"}""");
        var matcher = new Watchfloor.Sigma.Matching.Matcher(set, SigmaRun.Catalog);
        Assert.Equal([1], matcher.Match(batch[0], SigmaRun.Class).ToArray());
    }

    /// <summary>Two rules whose values differ in case only stay two tests where case counts.</summary>
    [Fact]
    public void Match_CasedTextsThatDifferInCase_AreTwoTests()
    {
        var set = SigmaRun.LoadWhole(SigmaRun.OneLine("f|cased: A") + "---\n" + SigmaRun.OneLine("f|cased: a"));
        var matcher = new Watchfloor.Sigma.Matching.Matcher(set, SigmaRun.Catalog);
        Assert.Equal([1], matcher.Match(SigmaRun.Decode("""{"f": "a"}""")[0], SigmaRun.Class).ToArray());
    }
}

using CsCheck;
using Watchfloor.Events.Content;
using Watchfloor.Sigma;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>What is said of documents that cannot be read, and that the rest still loads.</summary>
public sealed class FaultTests
{
    public static TheoryData<string> Cases { get; } = [.. Directory.GetDirectories(Repository.Cases("sigma/faults")).Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Load_Document_SaysWhereWhatAndHowToMend(string name)
    {
        var folder = Path.Combine(Repository.Cases("sigma/faults"), name);
        var set = SigmaRun.Load(File.ReadAllText(Path.Combine(folder, "rule.yml")), ("Empty", []), ("Ten", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]));
        var lines = set.Faults.Select(f => f.ToString()).Append($"{set.Loaded} loaded, {set.Refused} refused");
        ExpectedText.AssertSame(Path.Combine(folder, "expected.txt"), string.Join('\n', lines));
        Assert.Equal(set.Refused > 0, set.Faults.Count > 0);
        Assert.All(set.Faults, f => Assert.InRange(f.Line, 1, int.MaxValue));
    }

    [Fact]
    public void Load_FileTooLarge_IsAFault()
    {
        var set = SigmaRun.Load(SigmaRun.OneLine("f: x") + new string('#', ContentReader.MaxCharacters));
        Assert.Equal((0, 1), (set.Loaded, set.Refused));
        Assert.Contains("characters", Assert.Single(set.Faults).Message, StringComparison.Ordinal);
        Assert.Single(SigmaRun.LoadWhole((SigmaRun.OneLine("f: x") + new string('#', ContentReader.MaxCharacters))[..ContentReader.MaxCharacters]).Rules);
    }

    [Fact]
    public void Load_FileThatCannotBeRead_IsAFaultAndTheOthersLoad()
    {
        var set = RuleSet.Load(
        [
            RuleFile.FromText("a.yml", SigmaRun.OneLine("f: x")),
            new RuleFile("b.yml", () => throw new IOException("disk on fire")),
            new RuleFile("c.yml", () => throw new UnauthorizedAccessException("not yours")),
            RuleFile.FromText("d.yml", SigmaRun.OneLine("f: y")),
        ]);
        Assert.Equal(["a.yml", "d.yml"], set.Rules.Select(r => r.File));
        Assert.Equal(["b.yml: cannot be read: disk on fire", "c.yml: cannot be read: not yours"], set.Faults.Select(f => f.ToString()));
        Assert.Equal((2, 2), (set.Loaded, set.Refused));
    }

    [Theory]
    [InlineData(4_096, 1)]
    [InlineData(4_097, 0)]
    public void Load_ValueWithManyAlternatives_IsTakenUpToTheBound(int alternatives, int loaded)
    {
        var set = SigmaRun.Load(SigmaRun.OneLine("f|expand: '%Many%'"), ("Many", [.. Enumerable.Range(0, alternatives).Select(i => $"v{i}")]));
        Assert.Equal(loaded, set.Loaded);
    }

    [Fact]
    public void Load_TooManyValues_IsAFault()
    {
        string Rule(int values) => SigmaRun.OneLine($"f: [{string.Join(", ", Enumerable.Range(0, values))}]");
        Assert.Single(SigmaRun.LoadWhole(Rule(100_000)).Rules);
        Assert.Contains("more than 100,000 values", Assert.Single(SigmaRun.Load(Rule(100_001)).Faults).Message, StringComparison.Ordinal);
    }

    /// <summary>Rules, correlations and filters that hands have damaged load or are refused; nothing else happens.</summary>
    [Fact]
    public void Load_DamagedDocuments_NeverThrows()
    {
        var whole = SigmaRun.RuleText("  a:\n    f|contains|all: ['x*', \"y\\n\"]\n    g|re|i: '^a(b|c)+$'\n  b:\n    - h|cidr: 10.0.0.0/8\n    - i|windash: ' -x'\n  condition: a and not 1 of b*")
            + "---\ntitle: F\nlogsource: {product: windows}\nfilter: {rules: any, x: {f: y}, condition: not x}\n"
            + "---\ntitle: C\ncorrelation: {type: event_count, rules: [test], group-by: [f], timespan: 5m, condition: {gte: 3}}\n";
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Int[0, 12], RandomRules.Pick(":", "|", "[", "}", "*", "&a ", "\t", "\n", "'", "\"", "null", "-", "%", "\u0000", "😀", "!!binary ", "? ", "|all"))
            .Array[1, 4].Sample(edits =>
            {
                var text = whole;
                foreach (var (at, remove, insert) in edits)
                {
                    var from = Math.Min(at, text.Length);
                    text = text[..from] + insert + text[Math.Min(text.Length, from + remove)..];
                }

                var set = SigmaRun.Load(text);
                Assert.True(set.Refused == 0 || set.Faults.Count > 0); // nothing is refused in silence
            }, iter: 4_000);
    }
}

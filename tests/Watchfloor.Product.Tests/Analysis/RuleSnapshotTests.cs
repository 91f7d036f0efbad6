using Watchfloor.Analysis.Rules;

namespace Watchfloor.Product.Tests.Analysis;

public sealed class RuleSnapshotTests : IDisposable
{
    private const string Rule = "title: t\nlogsource:\n  product: windows\ndetection:\n  s:\n    a: b\n  condition: s\n";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Bytes_AnySnapshot_ComeBack()
    {
        var snapshot = RuleSnapshot.Of([new("a.yml", Rule), new("b.yml", "", "cannot be read")]);

        var back = RuleSnapshot.Parse(snapshot.ToBytes());

        Assert.Equal(snapshot.Hash, back.Hash);
        Assert.Equal(snapshot.Files, back.Files);
    }

    [Fact]
    public void Parse_Damaged_IsRefused()
    {
        var bytes = RuleSnapshot.Of([new("a.yml", Rule)]).ToBytes();

        Assert.Throws<InvalidDataException>(() => RuleSnapshot.Parse(bytes.AsSpan(0, bytes.Length / 2)));
    }

    [Fact]
    public void Read_Folder_TakesRulesBelowItAndChangesWithThem()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "a.yml"), Rule);
        File.WriteAllText(Path.Combine(_folder.FullName, "notes.txt"), "no rule");
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "deep"));
        var deep = Path.Combine(_folder.FullName, "deep", "b.yaml");
        File.WriteAllText(deep, Rule);
        string[] folders = [_folder.FullName];
        var (before, fingerprint) = (RuleSnapshot.Read(folders), RuleSnapshot.Fingerprint(folders));

        File.WriteAllText(deep, Rule.Replace("a: b", "a: bc", StringComparison.Ordinal));

        Assert.Equal(2, before.Files.Count);
        Assert.Equal(2, before.Load().Rules.Count);
        Assert.NotEqual(fingerprint, RuleSnapshot.Fingerprint(folders));
        Assert.NotEqual(before.Hash, RuleSnapshot.Read(folders).Hash);
    }

    [Fact]
    public void Load_FileThatCouldNotBeRead_IsAFaultOfItsOwn()
    {
        var rules = RuleSnapshot.Of([new("a.yml", Rule), new("b.yml", "", "no permission")]).Load();

        Assert.Single(rules.Rules);
        Assert.Contains("no permission", Assert.Single(rules.Faults).Message, StringComparison.Ordinal);
    }
}

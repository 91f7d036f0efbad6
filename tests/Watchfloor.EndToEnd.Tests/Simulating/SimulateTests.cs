using System.Text;
using System.Text.Json;
using Watchfloor.Commands;
using Watchfloor.EndToEnd.Tests.Commands;
using Watchfloor.EndToEnd.Tests.Scanning;
using Watchfloor.Engine.Tests;

namespace Watchfloor.EndToEnd.Tests.Simulating;

/// <summary>Simulating into files, scanning them, and comparing with the truth.</summary>
public sealed class SimulateTests : IDisposable
{
    private static readonly string[] _morning = ["--people", "12", "--seed", "7", "--days", "0.75"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-simulate-");

    private string Day => Path.Combine(_folder.FullName, "day");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Simulate_Files_HaveTheEventsOfTheTruthAtTheirPlaces()
    {
        Simulate("--story", "all");
        var lines = File.ReadAllLines(Path.Combine(Day, "truth.jsonl"));
        Assert.True(lines.Length > 1_000);
        var files = new Dictionary<string, byte[]>();
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            var e = document.RootElement;
            var name = e.GetProperty("file").GetString()!;
            if (!files.TryGetValue(name, out var bytes)) files[name] = bytes = File.ReadAllBytes(Path.Combine(Day, "logs", name));
            var (offset, length) = ((int)e.GetProperty("offset").GetInt64(), e.GetProperty("length").GetInt32());
            Assert.True(offset == 0 || bytes[offset - 1] == '\n');
            Assert.Equal((byte)'\n', bytes[offset + length]);
            var text = Encoding.UTF8.GetString(bytes, offset, length);
            var known = e.GetProperty("known_by").EnumerateArray().Select(v => v.GetString()!).ToList();
            Assert.NotEmpty(known);
            Assert.All(known, v => Assert.Contains(v, text.Replace("\\\\", "\\", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Score_ScanOfTheDay_FindsTheMacroAndCountsFalseAlerts()
    {
        Simulate("--story", "phishing-to-ransomware");
        var found = Path.Combine(_folder.FullName, "found.ndjson");
        var scan = await ProgramRun.Of("scan", Path.Combine(Day, "logs"), "--rules", Path.Combine(Repository.Root, "content", "sample", "rules"), "--output", "ndjson", "--out", found);
        Assert.Equal(ExitCode.Found, scan.Code);
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Nothing, terminal.Run("simulate", "--score", "--truth", Path.Combine(Day, "truth.jsonl"), "--findings", found, "--output", "json"));
        using var score = JsonDocument.Parse(terminal.Output);
        var steps = score.RootElement.GetProperty("steps").EnumerateArray().ToDictionary(s => s.GetProperty("step").GetString()!);
        Assert.Equal(11, steps.Count);
        Assert.Contains("Office", steps["macro-starts-powershell"].GetProperty("rules")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(0, steps["encrypt"].GetProperty("found").GetInt32());
        Assert.Equal(JsonValueKind.Null, steps["encrypt"].GetProperty("seconds_to_detect").ValueKind);
        using var table = new FakeTerminal();
        Assert.Equal(ExitCode.Nothing, table.Run("simulate", "--score", "--truth", Path.Combine(Day, "truth.jsonl"), "--findings", found));
        Assert.Contains("MISSED", table.Output, StringComparison.Ordinal);
        using var markdown = new FakeTerminal();
        Assert.Equal(ExitCode.Nothing, markdown.Run("simulate", "--score", "--truth", Path.Combine(Day, "truth.jsonl"), "--findings", found, "--output", "markdown"));
        Assert.Contains("| `phishing-to-ransomware` | `encrypt` | T1486 | 12", markdown.Output, StringComparison.Ordinal);
        Assert.Contains("| **missed** | never |", markdown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_FolderWithADay_IsNotMixed()
    {
        Simulate("--story", "none");
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.WrongArguments, terminal.Run(["simulate", "--out", Day, .. _morning]));
        Assert.Contains("is there already", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_OwnStoryWithAMistake_SaysWhere()
    {
        var file = Path.Combine(_folder.FullName, "mine.yaml");
        File.WriteAllText(file, "name: mine\ntitle: Mine\n");
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.WrongArguments, terminal.Run(["simulate", "--out", Day, "--story", file, .. _morning]));
        Assert.Contains("mine.yaml:1:1: 'begins' is missing", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("simulate")]
    [InlineData("simulate", "--out", "x", "--to", "udp://127.0.0.1:1")]
    [InlineData("simulate", "--out", "x", "--people", "4")]
    [InlineData("simulate", "--out", "x", "--days", "0")]
    [InlineData("simulate", "--out", "x", "--story", "no-such-story")]
    [InlineData("simulate", "--score")]
    public void Simulate_WrongArguments_ExitWithTwoAndSayWhy(params string[] arguments)
    {
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.WrongArguments, terminal.Run([.. arguments.Select(a => a == "x" ? Day : a)]));
        Assert.NotEmpty(terminal.Error);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1", "'ftp' is no protocol here")]
    [InlineData("nowhere", "'nowhere' is no address")]
    public void Simulate_UnknownTarget_ExitsWithThreeAndSaysWhy(string target, string expected)
    {
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Unreadable, terminal.Run(["simulate", "--to", target, .. _morning]));
        Assert.Contains(expected, terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_List_NamesEveryStepWithItsTechniques()
    {
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Nothing, terminal.Run("simulate", "--list"));
        Assert.Contains("dns-tunnel: ", terminal.Output, StringComparison.Ordinal);
        Assert.Contains("T1048.003", terminal.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Simulate_Screen_ShowsProgress()
    {
        using var terminal = new FakeTerminal { IsScreen = true };
        Assert.Equal(ExitCode.Nothing, terminal.Run(["simulate", "--out", Day, .. _morning]));
        Assert.Contains("events/s", terminal.Error.Replace("/s", "events/s", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains('█', terminal.Error);
    }

    private void Simulate(params string[] more)
    {
        using var terminal = new FakeTerminal();
        Assert.True(terminal.Run(["simulate", "--out", Day, .. _morning, .. more]) == ExitCode.Nothing, terminal.Error);
    }
}

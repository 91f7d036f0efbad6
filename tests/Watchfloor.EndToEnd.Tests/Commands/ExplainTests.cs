using Watchfloor.Commands;

namespace Watchfloor.EndToEnd.Tests.Commands;

/// <summary><c>rules explain</c> on events of our own.</summary>
public sealed class ExplainTests : IDisposable
{
    private const string Rule = """
        title: Whoami
        logsource: {product: windows, category: process_creation}
        detection:
          selection: {Image|endswith: '\whoami.exe', User: anna}
          filter: {ParentImage|endswith: '\setup.exe'}
          condition: selection and not filter
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("watchfloor-explain-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Explain_Match_ShowsEveryPartWithTheValueItSaw()
    {
        var (code, output, _) = Explain(Sysmon("anna"));
        Assert.Equal(ExitCode.Found, code);
        var lines = output.Split('\n');
        Assert.Equal("matches", lines[2]);
        Assert.Contains(lines, l => l.Contains("true   Image ends with", StringComparison.Ordinal) && l.EndsWith(@"saw C:\Windows\System32\whoami.exe", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("true   not", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.Contains("false  ", StringComparison.Ordinal) && l.Contains("ParentImage", StringComparison.Ordinal) && l.EndsWith("no such field", StringComparison.Ordinal));
    }

    [Fact]
    public void Explain_NoMatch_ShowsTheTestThatFailed()
    {
        var (code, output, _) = Explain(Sysmon("bert"));
        Assert.Equal(ExitCode.Nothing, code);
        Assert.Equal("does not match", output.Split('\n')[2]);
        Assert.Contains(output.Split('\n'), l => l.Contains("false  ", StringComparison.Ordinal) && l.Contains("User", StringComparison.Ordinal) && l.EndsWith("saw bert", StringComparison.Ordinal));
    }

    [Fact]
    public void Explain_OtherLogSource_SaysThatTheRuleNeverLooks()
    {
        var (code, output, _) = Explain(Sysmon("anna").Replace("\"EventID\":1,", "\"EventID\":7,", StringComparison.Ordinal));
        Assert.Equal(ExitCode.Nothing, code);
        Assert.Contains("never looks at it", output, StringComparison.Ordinal);
        Assert.Contains("does not match", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_UnknownLogSourceNamed_IsLookedAt()
    {
        const string e = """{"Image":"x\\whoami.exe","User":"anna"}""";
        Assert.Equal(ExitCode.Nothing, Explain(e).Code);
        Assert.Equal(ExitCode.Found, Explain(e, "--logsource", "product=windows,category=process_creation").Code);
    }

    [Fact]
    public void Explain_UnknownLogSourceNamed_HasItsMappings()
    {
        const string e = """{"NewProcessName":"x\\whoami.exe","User":"anna"}""";
        Assert.Equal(ExitCode.Found, Explain(e, "--logsource", "product=windows,category=process_creation,service=security").Code);
    }

    [Fact]
    public void Explain_EventNumber_TakesThatEvent()
    {
        var log = Sysmon("bert") + "\n" + Sysmon("anna") + "\n";
        Assert.Equal(ExitCode.Nothing, Explain(log).Code);
        Assert.Equal(ExitCode.Found, Explain(log, "--event", "2").Code);
        var (code, _, error) = Explain(log, "--event", "3");
        Assert.Equal(ExitCode.Unreadable, code);
        Assert.Contains("no event 3", error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.WrongArguments, Explain(log, "--event", "0").Code);
    }

    [Fact]
    public void Explain_HostileValue_IsMadeVisible()
    {
        var (_, output, _) = Explain(Sysmon("\\u001b[2J[red]"));
        Assert.Contains("saw \\u{1B}[2J[red]", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public void Explain_MissingFile_ExitsWithThree()
    {
        using var terminal = new FakeTerminal();
        Assert.Equal(ExitCode.Unreadable, terminal.Run("rules", "explain", Write("r.yml", Rule), Path.Combine(_folder.FullName, "none.json")));
        Assert.Contains("none.json", terminal.Error, StringComparison.Ordinal);
    }

    private static string Sysmon(string user) =>
        """{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Image":"C:\\Windows\\System32\\whoami.exe","User":"USER"}""".Replace("USER", user, StringComparison.Ordinal);

    private (int Code, string Output, string Error) Explain(string log, params string[] options)
    {
        using var terminal = new FakeTerminal();
        var code = terminal.Run(["rules", "explain", Write("r.yml", Rule), Write("event.json", log), .. options]);
        return (code, terminal.Output, terminal.Error);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}

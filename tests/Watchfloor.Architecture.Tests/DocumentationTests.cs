using System.Diagnostics;
using Watchfloor.Architecture.Tests.Rules;

namespace Watchfloor.Architecture.Tests;

public sealed class DocumentationTests
{
    private const string Program = "out/watchfloor/watchfloor";

    public static TheoryData<string> Documents => [.. Repository.FilesEndingWith(".md")];

    public static IEnumerable<TheoryDataRow<string, string>> ProgramCommands =>
        from document in Repository.FilesEndingWith(".md")
        from words in Documentation.Commands(Repository.Read(document), "./watchfloor")
        select new TheoryDataRow<string, string>(document, string.Join(' ', words));

    [Theory]
    [MemberData(nameof(Documents))]
    public void Links_EveryDocument_LeadSomewhere(string document) =>
        Assert.Empty(Documentation.BrokenLinks(document, Repository.Read(document), p => Path.Exists(Repository.Absolute(p))));

    [Theory]
    [InlineData("[a](b.md)")]
    [InlineData("[a](../b.md#part)")]
    [InlineData("""<img src="b.svg">""")]
    public void Links_MissingTarget_IsFound(string text) => Assert.Single(Documentation.BrokenLinks("docs/x.md", text, _ => false));

    [Fact]
    public void Links_Target_IsResolvedFromTheFolderOfTheDocument()
    {
        var asked = new List<string>();
        Documentation.BrokenLinks("docs/adr/x.md", "[a](../b.md#part) [c](y.md) [d](https://example.org) [e](#here)", p => asked.Remove(p) || Add(asked, p));
        Assert.Equal(["docs/b.md", "docs/adr/y.md"], asked);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void DevCommands_EveryDocument_Exist(string document)
    {
        var usage = Repository.Read("dev");
        var unknown = Documentation.Commands(Repository.Read(document), "./dev")
            .Select(words => words[0])
            .SelectMany(word => word.Split('|'))
            .Where(word => !usage.Contains($"\n  {word} ", StringComparison.Ordinal));
        Assert.Empty(unknown);
    }

    [Theory]
    [MemberData(nameof(ProgramCommands))]
    public void ProgramCommand_InADocument_IsInTheHelp(string document, string command)
    {
        Assert.SkipUnless(File.Exists(Repository.Absolute(Program)), "the program is not published; ./dev test does that");
        var unknown = UnknownWord(command.Split(' '));
        Assert.True(unknown is null, $"{document}: the help does not know '{unknown}' of './watchfloor {command}'");
    }

    [Fact]
    public void Commands_CodeBlockAndRunningText_AreFound()
    {
        const string text = "Type `./watchfloor scan x`, or\n```\n./watchfloor rules check y   # why\n./dev up\n```\n";
        Assert.Equal([["scan", "x"], ["rules", "check", "y"]], Documentation.Commands(text, "./watchfloor"));
        Assert.Equal([["up"]], Documentation.Commands(text, "./dev"));
    }

    /// <summary>The first word of a command line that the program's help does not know, a subcommand or an option; null when there is none.</summary>
    private static string? UnknownWord(string[] words)
    {
        var known = new List<string>();
        var help = Help(known);
        // A command that takes subcommands lists them; below them stand arguments, which may be anything.
        while ((known.Count == 0 || help.Contains("Commands:", StringComparison.Ordinal)) && known.Count < words.Length && words[known.Count][0] != '-')
        {
            var word = words[known.Count];
            if (!help.Contains($"\n  {word} ", StringComparison.Ordinal)) return word;
            known.Add(word);
            help = Help(known);
        }

        return words.Skip(known.Count).FirstOrDefault(
            w => w.StartsWith("--", StringComparison.Ordinal) && w != "--help" && !help.Contains(w, StringComparison.Ordinal));
    }

    private static string Help(List<string> subcommands)
    {
        var start = new ProcessStartInfo(Repository.Absolute(Program), [.. subcommands, "--help"]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var help = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return help;
    }

    private static bool Add(List<string> list, string item)
    {
        list.Add(item);
        return true;
    }
}

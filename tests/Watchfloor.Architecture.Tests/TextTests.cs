using Watchfloor.Architecture.Tests.Rules;

namespace Watchfloor.Architecture.Tests;

public sealed class TextTests
{
    [Fact]
    public void Length_EveryCodeFile_FitsOneSitting()
    {
        var lengths = Repository.FilesEndingWith(".cs").ToDictionary(f => f, f => File.ReadLines(Repository.Absolute(f)).Count());
        Assert.Empty(FileLength.Breaches(lengths, Repository.Read("tests/Watchfloor.Architecture.Tests/long-files.txt")));
    }

    [Theory]
    [InlineData(500, "", true)]
    [InlineData(501, "", false)]
    [InlineData(600, "600 a.cs", true)]
    [InlineData(601, "600 a.cs", false)]
    [InlineData(599, "600 a.cs", false)] // shrunk: the exception must shrink with it
    [InlineData(500, "# comment\n600 gone.cs", false)]
    public void Length_File_IsJudgedByTheListOfExceptions(int lines, string exceptions, bool accepted) =>
        Assert.Equal(accepted, FileLength.Breaches(new Dictionary<string, int> { ["a.cs"] = lines }, exceptions).Count == 0);

    [Fact]
    public void ForeignText_EveryFile_HasNone()
    {
        // Sample logs and test inputs speak of the machines in their stories.
        var files = Repository.Files.Where(f => !f.StartsWith("tests/cases/", StringComparison.Ordinal)
            && !f.StartsWith("content/sample/", StringComparison.Ordinal)
            && !f.EndsWith(".lock.json", StringComparison.Ordinal));
        Assert.Empty(files.SelectMany(f => ForeignText.Breaches(Repository.Read(f)).Select(b => f + ":" + b)));
    }

    // Each text is written in two parts, or the test above would find it here.
    [Theory]
    [InlineData("see /wo", "rk/main/x")]
    [InlineData("in /home", "/anna/project")]
    [InlineData("from https://api.nuget", ".org/v3")]
    [InlineData("closes issue", " 4")]
    [InlineData("see pull request", " #12")]
    public void ForeignText_Breach_IsFound(string first, string second) => Assert.Single(ForeignText.Breaches(first + second));

    [Theory]
    [InlineData("src/work/x")]
    [InlineData("an issue of style")]
    [InlineData("RFC 5424 §6, https://www.nuget.org/packages")]
    public void ForeignText_OrdinaryText_IsAccepted(string text) => Assert.Empty(ForeignText.Breaches(text));

    [Fact]
    public void Solution_EveryProject_IsInIt()
    {
        var solution = Repository.Read("Watchfloor.slnx");
        Assert.All(Repository.FilesEndingWith(".csproj"), project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void LockFile_EveryProject_HasOne() =>
        Assert.All(Repository.FilesEndingWith(".csproj"), project => Assert.Contains(Path.GetDirectoryName(project) + "/packages.lock.json", Repository.Files));
}

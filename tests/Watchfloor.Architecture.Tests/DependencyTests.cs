using Watchfloor.Architecture.Tests.Rules;

namespace Watchfloor.Architecture.Tests;

public sealed class DependencyTests
{
    private const string BadProject = "tests/fixtures/Watchfloor.BadEngine/Watchfloor.BadEngine.csproj";

    public static TheoryData<string> Projects => [.. Repository.FilesEndingWith(".csproj").Where(f => f.StartsWith("src/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Edges_EveryProject_PointDown(string project) =>
        Assert.Empty(ProjectEdges.Breaches(Path.GetFileNameWithoutExtension(project), Repository.Read(project)));

    [Fact]
    public void Edges_EveryRowOfTheTable_IsAProject() =>
        Assert.Equal(ProjectEdges.ProjectNames.Order(), Projects.Select(p => Path.GetFileNameWithoutExtension(p.Data)).Order());

    [Theory]
    [InlineData("Watchfloor.Events")]
    [InlineData("Watchfloor.Sigma")]
    public void Edges_BadProject_AreFound(string pretended) =>
        Assert.Equal(
            [$"{pretended} must not refer to the project Watchfloor.Formats", $"{pretended} must not use the package Spectre.Console"],
            ProjectEdges.Breaches(pretended, Repository.Read(BadProject)));

    [Fact]
    public void Edges_ReferenceToAFile_IsFound() =>
        Assert.Single(ProjectEdges.Breaches("Watchfloor.Events", """<Project><ItemGroup><Reference Include="..\x\y.dll" /></ItemGroup></Project>"""));

    [Fact]
    public void Edges_UnknownProject_IsFound() => Assert.Single(ProjectEdges.Breaches("Watchfloor.New", "<Project />"));

    [Fact]
    public void Purity_Events_TouchesNothingOutside() => AssertPure("Watchfloor.Events", "YamlDotNet");

    [Fact]
    public void Purity_Formats_TouchesNothingOutside() => AssertPure("Watchfloor.Formats", "Watchfloor.Events", "SharpCompress");

    [Fact]
    public void Purity_Sigma_TouchesNothingOutside() => AssertPure("Watchfloor.Sigma", "Watchfloor.Events", "YamlDotNet");

    [Fact]
    public void Purity_Simulation_TouchesNothingOutside() => AssertPure("Watchfloor.Simulation", "Watchfloor.Events");

    [Fact]
    public void Purity_BadEngine_EachBreachIsFound() =>
        Assert.Equal(
            [
                "Spectre.Console", "System.Console", "System.DateTime.get_Now", "System.DateTime.get_Today", "System.DateTime.get_UtcNow",
                "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Diagnostics.Process",
                "System.Diagnostics.Stopwatch", "System.Environment.GetEnvironmentVariable", "System.Guid.CreateVersion7",
                "System.Guid.NewGuid", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.File", "System.IO.FileInfo",
                "System.IO.FileStream", "System.Net.Dns", "System.Net.Http.HttpClient", "System.Net.Sockets.TcpClient", "System.Random",
                "System.Threading.Thread.Sleep", "System.Threading.Timer", "System.TimeProvider.get_System", "Watchfloor.Formats",
            ],
            EnginePurity.Breaches(Compiled("Watchfloor.BadEngine")));

    private static void AssertPure(string library, params string[] assemblies) =>
        Assert.Empty(EnginePurity.Breaches(Compiled(library), assemblies));

    private static string Compiled(string library) => Path.Combine(AppContext.BaseDirectory, library + ".dll");
}

namespace Watchfloor.Engine.Tests;

/// <summary>Real logs and rules that are not part of the source tree: the folder <c>shared/data</c> beside it.</summary>
internal static class SharedData
{
    /// <summary>
    /// The path of a file or folder of the shared data. Where there is no such data the test is skipped, except on the build server,
    /// where it fails: there the data must be.
    /// </summary>
    public static string Require(string relativePath)
    {
        var path = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data", relativePath));
        if (File.Exists(path) || Directory.Exists(path)) return path;
        if (Environment.GetEnvironmentVariable("CI") is not null) Assert.Fail($"Shared data is missing: {relativePath}");
        Assert.Skip($"Shared data is missing: {relativePath}");
        return path;
    }
}

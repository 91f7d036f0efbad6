namespace Watchfloor.Platform.Tests.Log;

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("watchfloor-log-").FullName;

    public static implicit operator string(TemporaryFolder folder) => folder.Path;

    /// <summary>The files of segments in order.</summary>
    public IReadOnlyList<string> Segments => [.. Directory.GetFiles(Path, "*.wlog").Order(StringComparer.Ordinal)];

    /// <summary>What a crash would leave now, were everything written on disk.</summary>
    public TemporaryFolder Copy()
    {
        var copy = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(Path)) File.Copy(file, System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

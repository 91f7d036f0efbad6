namespace Watchfloor.Architecture.Tests;

/// <summary>The working tree that the tests were built from.</summary>
internal static class Repository
{
    private static readonly HashSet<string> Generated = new(StringComparer.Ordinal) { "bin", "obj", "out", "artifacts", "TestResults", "node_modules", ".git", ".vs", ".idea" };

    public static string Root { get; } = FindRoot();

    /// <summary>Every file that people write, as paths from the root with <c>/</c> between the parts.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(new DirectoryInfo(Root)).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> FilesEndingWith(string ending) => Files.Where(f => f.EndsWith(ending, StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(Absolute(path));

    public static string Absolute(string path) => Path.Combine(Root, path);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Watchfloor.slnx")))
                return folder.FullName;
        throw new DirectoryNotFoundException("the tests run outside of the repository: no Watchfloor.slnx above " + AppContext.BaseDirectory);
    }

    private static IEnumerable<string> Walk(DirectoryInfo folder) =>
        folder.EnumerateFiles().Where(f => f.Name != ".git").Select(f => Path.GetRelativePath(Root, f.FullName))
            .Concat(folder.EnumerateDirectories().Where(d => !Generated.Contains(d.Name)).SelectMany(Walk));
}

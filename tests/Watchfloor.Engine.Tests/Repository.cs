namespace Watchfloor.Engine.Tests;

/// <summary>Finds files of the source tree from wherever the tests run.</summary>
internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of case files of one area, such as <c>formats</c>.</summary>
    public static string Cases(string area) => Path.Combine(Root, "tests", "cases", area);

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Watchfloor.slnx")))
                return folder;
        throw new DirectoryNotFoundException("Watchfloor.slnx is not above " + AppContext.BaseDirectory);
    }
}

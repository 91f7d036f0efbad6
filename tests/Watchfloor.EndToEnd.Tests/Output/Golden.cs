namespace Watchfloor.EndToEnd.Tests.Output;

/// <summary>Compares an output with the one kept in <c>tests/cases/output</c>.</summary>
internal static class Golden
{
    /// <summary>Fails when the output differs, and leaves it beside the expected one, to be read as a diff and moved over it.</summary>
    public static void AssertSame(string name, string actual)
    {
        var expected = Path.Combine(Root(), "tests", "cases", "output", name);
        if (File.Exists(expected) && File.ReadAllText(expected) == actual) return;
        var received = Path.ChangeExtension(expected, ".received" + Path.GetExtension(expected));
        Directory.CreateDirectory(Path.GetDirectoryName(expected)!);
        File.WriteAllText(received, actual);
        Assert.Fail($"{name} is not as expected; compare {Path.GetRelativePath(Root(), received)} with it");
    }

    /// <summary>The root of the working tree.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Watchfloor.slnx")))
                return folder.FullName;
        throw new DirectoryNotFoundException("the tests run outside of the repository");
    }
}

using Watchfloor.Sigma;

namespace Watchfloor.Scan;

/// <summary>The rule files that paths name: files as they are, folders and archives by the rules in them.</summary>
internal static class RuleFiles
{
    private static readonly EnumerationOptions _wholeTree = new()
    {
        RecurseSubdirectories = true,
        // A link that leads back up ends here.
        MaxRecursionDepth = 32,
        IgnoreInaccessible = false,
    };

    /// <summary>The files, each once, in the order of the paths and by name within a folder.</summary>
    /// <exception cref="IOException">A path does not exist or cannot be read; the message names it.</exception>
    public static IReadOnlyList<RuleFile> Find(IEnumerable<string> paths)
    {
        var files = new List<RuleFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            if (path.Length == 0) throw new FileNotFoundException("a path is empty");
            if (Directory.Exists(path))
            {
                foreach (var file in Directory.EnumerateFiles(path, "*", _wholeTree).Where(IsRule).Order(StringComparer.Ordinal))
                    Add(file);
            }
            else
            {
                Add(path);
            }
        }

        return files;

        void Add(string path)
        {
            if (!seen.Add(Path.GetFullPath(path))) return;
            if (IsRule(path)) files.Add(new RuleFile(path, () => File.ReadAllText(path)));
            else files.AddRange(RuleArchive.Read(path));
        }
    }

    /// <summary>True for the extensions that rules have.</summary>
    public static bool IsRule(string name) => Path.GetExtension(name).ToLowerInvariant() is ".yml" or ".yaml";
}

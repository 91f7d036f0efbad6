using Watchfloor.Sigma;

namespace Watchfloor.Scan;

/// <summary>The rule files that paths name: files as they are, folders and archives by the rules in them.</summary>
internal static class RuleFiles
{
    /// <summary>The files, each once, in the order of the paths and by name within a folder.</summary>
    /// <exception cref="IOException">A path does not exist or cannot be read; the message names it. Below a folder that is a fault of the rule.</exception>
    public static IReadOnlyList<RuleFile> Find(IEnumerable<string> paths)
    {
        var files = new List<RuleFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var tree = new FileTree((path, reason) => files.Add(new RuleFile(path, () => throw new IOException(reason))));
        foreach (var path in paths)
        {
            if (path.Length == 0) throw new FileNotFoundException("a path is empty");
            if (Directory.Exists(path))
            {
                foreach (var file in tree.Below(path, IsRule)) Add(file);
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
            if (IsRule(path)) files.Add(new RuleFile(path, () => RuleArchive.ReadText(path)));
            else files.AddRange(RuleArchive.Read(path));
        }
    }

    /// <summary>True for the extensions that rules have.</summary>
    public static bool IsRule(string name) => Path.GetExtension(name).ToLowerInvariant() is ".yml" or ".yaml";
}

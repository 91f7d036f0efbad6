namespace Watchfloor.Scan;

/// <summary>The files that paths name, in the order of the paths and by name within a folder; each once.</summary>
internal static class ScanInputs
{
    private static readonly EnumerationOptions _wholeTree = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 64,
        IgnoreInaccessible = false,
        AttributesToSkip = FileAttributes.Device,
    };

    /// <summary>The files; a path that cannot be listed becomes a fault.</summary>
    public static IReadOnlyList<FileInfo> Find(IEnumerable<string> paths, ICollection<InputFault> faults)
    {
        var files = new List<FileInfo>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            try
            {
                if (Directory.Exists(path))
                {
                    foreach (var file in Directory.EnumerateFiles(path, "*", _wholeTree).Order(StringComparer.Ordinal))
                        if (seen.Add(Path.GetFullPath(file)))
                            files.Add(new FileInfo(file));
                }
                else if (!File.Exists(path)) // so is an empty path
                {
                    faults.Add(new InputFault(path, "there is no such file or folder"));
                }
                else if (seen.Add(Path.GetFullPath(path)))
                {
                    files.Add(new FileInfo(path));
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                faults.Add(new InputFault(path, e.Message));
            }
        }

        return files;
    }
}

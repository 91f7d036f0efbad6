namespace Watchfloor.Scan;

/// <summary>The files that paths name, in the order of the paths and by name within a folder; each once.</summary>
internal static class ScanInputs
{
    /// <summary>The files; a path that cannot be listed becomes a fault.</summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="output">A file to leave out of folders, because it is being written; or null.</param>
    /// <param name="faults">Receives the faults.</param>
    public static IReadOnlyList<FileInfo> Find(IEnumerable<string> paths, string? output, ICollection<InputFault> faults)
    {
        var isWritten = output is not null && UnixFile.TryFind(output, out var written, out _)
            ? file => UnixFile.TryFind(file, out var found, out _) && found.IsSame(written)
            : (Func<string, bool>)(_ => false);
        var files = new List<FileInfo>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var tree = new FileTree((path, reason) => faults.Add(new InputFault(path, reason)));
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                foreach (var file in tree.Below(path))
                    if (seen.Add(Path.GetFullPath(file)) && !isWritten(file))
                        files.Add(new FileInfo(file));
            }
            else if (!UnixFile.TryFind(path, out _, out var error))
            {
                faults.Add(new InputFault(path, error));
            }
            else if (seen.Add(Path.GetFullPath(path)))
            {
                files.Add(new FileInfo(path));
            }
        }

        return files;
    }
}

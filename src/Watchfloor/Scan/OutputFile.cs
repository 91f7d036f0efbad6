namespace Watchfloor.Scan;

/// <summary>What an output file has to do with the inputs: opening it empties it, and evidence must not be lost by a slip.</summary>
internal static class OutputFile
{
    /// <summary>True when the file is one of those that are to be read, or holds something and stands below a folder of them.</summary>
    /// <param name="file">The file to write.</param>
    /// <param name="inputs">Files and folders to read.</param>
    public static bool IsAmong(FileInfo file, IEnumerable<string> inputs)
    {
        if (!UnixFile.TryFind(file.FullName, out var output, out _) || output.Kind == FileKind.Special) return false;
        var folders = file.Exists && file.Length == 0 ? [] : FoldersOf(file);
        return inputs.Any(path => UnixFile.TryFind(path, out var input, out _)
            && (input.IsSame(output) || (input.Kind == FileKind.Folder && folders.Exists(input.IsSame))));
    }

    /// <summary>Every folder that the file is in, behind all links.</summary>
    private static List<UnixFile> FoldersOf(FileInfo file)
    {
        var folders = new List<UnixFile>();
        var path = Path.GetDirectoryName(file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? file.FullName);
        // The root is its own parent.
        while (UnixFile.TryFind(path!, out var folder, out _) && !folders.Exists(folder.IsSame))
        {
            folders.Add(folder);
            path += "/..";
        }

        return folders;
    }
}

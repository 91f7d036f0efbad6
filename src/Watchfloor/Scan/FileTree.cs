namespace Watchfloor.Scan;

/// <summary>
/// The files below folders. Links are followed, but each folder and each linked file counts once, so that a link that leads back up
/// ends where it began; a real name wins over a link. What cannot be read becomes a fault, and the rest is still found.
/// </summary>
internal sealed class FileTree(Action<string, string> onFault)
{
    private readonly HashSet<(ulong, ulong)> _seen = [];

    /// <summary>Entries that are not links, to be visited next.</summary>
    private readonly Stack<string> _entries = new();

    /// <summary>Links, to be visited when everything else has been: they lead to names that are no better.</summary>
    private readonly Queue<string> _links = new();

    /// <summary>The files below a folder that have not been answered before, by name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="wanted">Which names are wanted; nothing is said of others.</param>
    public IReadOnlyList<string> Below(string folder, Func<string, bool>? wanted = null)
    {
        var files = new List<string>();
        _links.Enqueue(folder);
        while (true)
        {
            if (_entries.TryPop(out var next)) Visit(next, isLink: false, wanted, files);
            else if (_links.TryDequeue(out next)) Visit(next, isLink: true, wanted, files);
            else break;
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private void Visit(string path, bool isLink, Func<string, bool>? wanted, List<string> files)
    {
        if (!UnixFile.TryFind(path, out var file, out var error))
        {
            if (wanted?.Invoke(path) != false) onFault(path, error);
        }
        else if (file.Kind == FileKind.Folder)
        {
            if (_seen.Add((file.Device, file.Inode))) List(path);
        }
        else if (wanted?.Invoke(path) != false)
        {
            if (file.Kind == FileKind.Special) onFault(path, "a pipe, socket or device; it is read when it is named itself");
            // Two hard links are two files, as they are for every other program.
            else if (_seen.Add((file.Device, file.Inode)) || !isLink) files.Add(path);
        }
    }

    private void List(string folder)
    {
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderByDescending(e => e.Name, StringComparer.Ordinal))
            {
                var path = Path.Join(folder, entry.Name);
                if (entry.LinkTarget is null) _entries.Push(path);
                else _links.Enqueue(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            onFault(folder, e.Message);
        }
    }
}

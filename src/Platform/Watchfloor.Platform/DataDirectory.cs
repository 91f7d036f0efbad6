using System.Text;

namespace Watchfloor.Platform;

/// <summary>
/// The one folder that holds everything an instance keeps. Its subfolders belong to their rooms; a version file says which program wrote
/// it, and a lock keeps a second server out.
/// </summary>
public sealed class DataDirectory : IDisposable
{
    /// <summary>The layout this program reads and writes.</summary>
    public const int Version = 1;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private FileStream? _lock;

    private DataDirectory(string root) => Root = root;

    /// <summary>The folder itself, as a full path.</summary>
    public string Root { get; }

    /// <summary>The event log's segments and the checkpoints of what reads it.</summary>
    public string Log => Path.Combine(Root, "log");

    /// <summary>The day files of events.</summary>
    public string Events => Path.Combine(Root, "events");

    /// <summary>The state database of the embedded form.</summary>
    public string State => Path.Combine(Root, "state");

    /// <summary>Private keys and certificates.</summary>
    public string Keys => Path.Combine(Root, "keys");

    /// <summary>Evidence kept beyond retention.</summary>
    public string Evidence => Path.Combine(Root, "evidence");

    /// <summary>The user's own content.</summary>
    public string Content => Path.Combine(Root, "content");

    /// <summary>Makes what is missing, readable by its owner only.</summary>
    /// <exception cref="DataDirectoryException">The folder is a newer program's, or cannot be used.</exception>
    public static DataDirectory Open(string path)
    {
        var data = new DataDirectory(Path.GetFullPath(path));
        try
        {
            foreach (var folder in new[] { data.Root, data.Log, data.Events, data.State, data.Keys, data.Evidence, data.Content })
                Directory.CreateDirectory(folder, OwnerOnly);
            data.CheckVersion();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataDirectoryException($"{data.Root} cannot be used: {e.Message}", e);
        }

        return data;
    }

    /// <summary>Keeps other servers out until this object is disposed of. The system frees it when the process dies.</summary>
    /// <exception cref="DataDirectoryException">Another server holds it.</exception>
    public void Lock()
    {
        try
        {
            _lock = new FileStream(Path.Combine(Root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new DataDirectoryException($"{Root} is in use by another server; stop it first, or give another --data", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private void CheckVersion()
    {
        var file = Path.Combine(Root, "version");
        // Whole or not there: a server killed at its first start must find its directory again.
        if (!File.Exists(file)) DurableFile.Replace(file, Encoding.ASCII.GetBytes($"{Version}\n"));
        var text = File.ReadAllText(file).Trim();
        if (!int.TryParse(text, out var version)) throw new DataDirectoryException($"{file} does not hold a number; this is not a Watchfloor data directory");
        if (version > Version) throw new DataDirectoryException($"{Root} was written by a newer Watchfloor (layout {version}; this one knows {Version}); use that or restore a backup");
    }
}

/// <summary>The data directory cannot be used; the message says why and what to do.</summary>
public sealed class DataDirectoryException(string message, Exception? inner = null) : Exception(message, inner);

using System.Runtime.InteropServices;

namespace Watchfloor.Platform;

/// <summary>Files that are either the old or the new ones after a crash.</summary>
internal static partial class DurableFile
{
    private const int OpenDirectory = 0x10000; // O_DIRECTORY | O_RDONLY on Linux

    /// <summary>Puts bytes in the place of a file: written aside, synced, renamed, the folder synced. Readable by its owner only.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> bytes)
    {
        var aside = path + ".new";
        using (var file = new FileStream(aside, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(aside, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Makes a new, renamed or deleted name in a folder durable.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void SyncFolder(string folder)
    {
        var handle = Open(folder, OpenDirectory);
        if (handle < 0) throw new IOException($"{folder} cannot be opened (errno {Marshal.GetLastPInvokeError()})");
        var result = Sync(handle);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(handle);
        if (result != 0) throw new IOException($"{folder} cannot be synced (errno {error})");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int handle);
}

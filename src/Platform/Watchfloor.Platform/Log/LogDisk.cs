using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Watchfloor.Platform.Log;

/// <summary>The system's files.</summary>
internal sealed partial class LogDisk : ILogDisk
{
    /// <summary>errno of a full disk.</summary>
    public const int NoSpace = 28;

    /// <summary>errno of an exhausted disk quota.</summary>
    public const int NoQuota = 122;

    private const int Interrupted = 4;

    public long Free(string folder) => new DriveInfo(folder).AvailableFreeSpace;

    public SafeFileHandle Create(string path, long length)
    {
        var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            int error;
            do error = Reserve(file, 0, length);
            while (error == Interrupted);
            if (error != 0) throw new IOException($"{length} bytes cannot be reserved for {path} (errno {error})", error);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    public void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> parts, long position) => RandomAccess.Write(file, parts, position);

    public int Read(SafeFileHandle file, Span<byte> into, long position) => RandomAccess.Read(file, into, position);

    public void Sync(SafeFileHandle file)
    {
        // Lengths change only when a segment is made or ended, and fdatasync writes a changed length too.
        if (DataSync(file) == 0) return;
        var error = Marshal.GetLastPInvokeError();
        throw new IOException($"a segment cannot be synced (errno {error})", error);
    }

    public void Cut(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void SyncFolder(string folder) => DurableFile.SyncFolder(folder);

    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    private static partial int Reserve(SafeFileHandle file, long position, long length);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle file);
}

using Microsoft.Win32.SafeHandles;

namespace Watchfloor.Platform.Log;

/// <summary>What the log asks of the system. The tests put one between that fails, records the order, or forgets what was not synced.</summary>
/// <remarks>Failures are <see cref="IOException"/>s whose HResult is the errno.</remarks>
internal interface ILogDisk
{
    /// <summary>The bytes that may still be taken where a folder is.</summary>
    long Free(string folder);

    /// <summary>A new file of a length, its space reserved. There must be none.</summary>
    SafeFileHandle Create(string path, long length);

    /// <summary>A file to read and write.</summary>
    SafeFileHandle Open(string path);

    /// <summary>Writes all parts one after another.</summary>
    void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> parts, long position);

    /// <summary>Reads what there is, up to the length of the span.</summary>
    int Read(SafeFileHandle file, Span<byte> into, long position);

    /// <summary>Returns when everything written to the file survives a power cut.</summary>
    void Sync(SafeFileHandle file);

    /// <summary>Cuts a file to a length.</summary>
    void Cut(SafeFileHandle file, long length);

    /// <summary>Gives a file its other name; one that is there gives way.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file, if it is there.</summary>
    void Delete(string path);

    /// <summary>Returns when the names in a folder survive a power cut.</summary>
    void SyncFolder(string folder);
}

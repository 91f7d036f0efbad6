using Microsoft.Win32.SafeHandles;

namespace Watchfloor.Platform.Log;

/// <summary>Makes and ends the files of segments, so that each step survives a power cut.</summary>
internal static class SegmentFile
{
    /// <summary>The ending of a file that is being made. One found when the log is opened never held an entry.</summary>
    public const string Unfinished = ".new";

    /// <summary>Makes a segment: its space is reserved and its first frame, length and name are on disk when this returns.</summary>
    public static (Segment Segment, SafeFileHandle File) Create(ILogDisk disk, string folder, long first, ulong salt, SegmentMark mark, long ms)
    {
        var path = Segment.PathOf(folder, first);
        var aside = path + Unfinished;
        disk.Delete(aside);
        SafeFileHandle? file = null;
        try
        {
            file = disk.Create(aside, mark.Capacity);
            disk.Write(file, [mark.ToFrame(SegmentMark.Begin, salt, first, ms)], 0);
            disk.Sync(file);
            disk.Rename(aside, path);
            disk.SyncFolder(folder);
        }
        catch
        {
            file?.Dispose();
            TryDelete(disk, aside);
            TryDelete(disk, path);
            throw;
        }

        var segment = new Segment { First = first, Path = path, Salt = salt, Mark = mark };
        segment.End = segment.Data;
        segment.Bytes = SegmentMark.FrameSize;
        return (segment, file);
    }

    /// <summary>
    /// Ends a segment behind its last trusted entry: the last frame is written there and synced before anything is cut off, so that what
    /// stood there before is not taken for entries again, whatever happens meanwhile.
    /// </summary>
    public static void Seal(ILogDisk disk, SafeFileHandle file, Segment segment, long ms)
    {
        disk.Write(file, [segment.Mark.ToFrame(SegmentMark.Seal, segment.Salt, segment.End, ms)], segment.End - segment.First);
        disk.Sync(file);
        (segment.EndedMs, segment.Bytes) = (ms, segment.Mark.Capacity);
        try
        {
            var length = segment.End - segment.First + SegmentMark.FrameSize;
            disk.Cut(file, length);
            segment.Bytes = length;
        }
        catch (IOException)
        {
            // Ended it is; it only takes more of the disk than it needs.
        }
    }

    private static void TryDelete(ILogDisk disk, string path)
    {
        try
        {
            disk.Delete(path);
        }
        catch (IOException)
        {
            // The disk is in trouble, which the caller learns from the first failure.
        }
    }
}

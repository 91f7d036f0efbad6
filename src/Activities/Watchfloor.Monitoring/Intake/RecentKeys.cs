using System.Globalization;
using Watchfloor.Platform;
using Watchfloor.Platform.Log;

namespace Watchfloor.Monitoring.Intake;

/// <summary>
/// Fills the key window from the log after a restart. A small file says where in the log the window begins, so that not all of the log is
/// read; without the file it is, which takes longer and gives the same.
/// </summary>
internal sealed class RecentKeys(IEventLog log, DataDirectory data, KeyWindow keys, IntakeOptions options, TimeProvider time)
{
    private readonly Queue<(long Noted, long Offset)> _marks = new();

    private string File => Path.Combine(data.Log, "intake.mark");

    /// <summary>Reads the keys of everything since the mark.</summary>
    public void Restore(CancellationToken cancellation)
    {
        using var reader = log.Read(Math.Max(log.Start, ReadMark()));
        // Only what is on disk now: what comes later is seen by the intake itself.
        var end = log.End;
        while (reader.Position < end && reader.TryRead(out var frame))
        {
            cancellation.ThrowIfCancellationRequested();
            if (frame.Kind == LogEntryKind.Batch) keys.Remember(BatchEntry.Parse(frame.Payload).Keys);
        }
    }

    /// <summary>Notes where the log ends now, and moves the mark to where it ended one window ago. Every minute or so.</summary>
    public void Note()
    {
        _marks.Enqueue((time.GetTimestamp(), log.End));
        long? mark = null;
        while (_marks.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Noted) >= options.KeyWindow) mark = _marks.Dequeue().Offset;
        if (mark is null) return;
        // A torn or lost file costs time, never a key, so it is not synced.
        System.IO.File.WriteAllText(File + ".new", mark.Value.ToString(CultureInfo.InvariantCulture));
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }

    private long ReadMark()
    {
        if (!System.IO.File.Exists(File)) return log.Start;
        var text = System.IO.File.ReadAllText(File);
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var mark) && mark <= log.End ? mark : log.Start;
    }
}

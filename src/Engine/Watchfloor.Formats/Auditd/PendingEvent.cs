using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Auditd;

/// <summary>An event whose records are still being collected, or a line that is no record and waits for its turn.</summary>
internal sealed class PendingEvent
{
    /// <summary>Its records in the order of the stream; none for a line that is no record.</summary>
    public List<(TextRange Text, AuditRecord Record)> Records { get; } = [];

    /// <summary>From the start of the first line to the end of the last, in the input.</summary>
    public TextRange Raw { get; private set; }

    /// <summary>Where the last line begins in the input.</summary>
    public int LastLine { get; private set; }

    /// <summary>True when no more records are expected.</summary>
    public bool IsComplete { get; set; }

    public bool HasExecve { get; private set; }

    /// <summary>Begins anew with a line.</summary>
    public void Begin(TextRange line)
    {
        Records.Clear();
        IsComplete = HasExecve = false;
        Raw = line;
        LastLine = line.Start;
    }

    /// <summary>Adds a record.</summary>
    /// <param name="line">Where the line stands in the input.</param>
    /// <param name="text">Where its text, valid UTF-8, stands in the arena.</param>
    /// <param name="arena">The arena.</param>
    /// <param name="record">The parts of the text.</param>
    public void Add(TextRange line, TextRange text, ReadOnlySpan<byte> arena, in AuditRecord record)
    {
        Records.Add((text, record));
        Raw = new TextRange(Raw.Start, line.End - Raw.Start);
        LastLine = line.Start;
        var type = record.Type.Of(text.Of(arena));
        HasExecve |= type.SequenceEqual("EXECVE"u8);
        IsComplete |= IsLastOfEvent(type);
    }

    /// <summary>
    /// PROCTITLE closes the events of system calls and EOE ends what auditd sends on. The rest of these types are written by user-space
    /// programs (libaudit.h, 1100-1299), one record an event.
    /// </summary>
    private static bool IsLastOfEvent(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("PROCTITLE"u8) || type.SequenceEqual("EOE"u8) || type.StartsWith("USER_"u8) || type.StartsWith("CRED_"u8)
        || type.StartsWith("SERVICE_"u8) || type.StartsWith("SYSTEM_"u8) || type.StartsWith("DAEMON_"u8);
}

namespace Watchfloor.Platform.Log;

/// <summary>How the embedded event log uses its disk and memory.</summary>
public sealed class EventLogOptions
{
    /// <summary>The share of the quota at which entries are refused.</summary>
    public const double RefuseAt = 0.9;

    internal const int Block = 4096;

    /// <summary>Less than this is not worth a segment, and stays free on the disk when one is made.</summary>
    internal const long LeastSegment = 1 << 20;

    /// <summary>The bytes reserved for a segment, the unit in which space is taken and returned.</summary>
    public long SegmentBytes { get; init; } = 64L << 20;

    /// <summary>The bytes that all segments together may take. Entries are refused at <see cref="RefuseAt"/> of it.</summary>
    public long QuotaBytes { get; init; } = 16L << 30;

    /// <summary>The longest payload, in bytes.</summary>
    public int MaxPayloadBytes { get; init; } = 16 << 20;

    /// <summary>How many entries may wait for the disk.</summary>
    public int MaxWaitingEntries { get; init; } = 16_384;

    /// <summary>How many bytes of payload may wait for the disk. One entry may always wait, whatever its size.</summary>
    public long MaxWaitingBytes { get; init; } = 64L << 20;

    /// <summary>Released segments are kept while they are among the newest so many bytes. They give way when the quota asks for room.</summary>
    public long KeepBytes { get; init; }

    /// <summary>Released segments are kept for so long after they were ended. They give way when the quota asks for room.</summary>
    public TimeSpan KeepFor { get; init; }

    /// <summary>Checks the values.</summary>
    /// <exception cref="ArgumentException">A value is not allowed; the message names it, and what is allowed.</exception>
    public void Validate()
    {
        Check(MaxPayloadBytes is >= 1024 and <= 1 << 30, $"{nameof(MaxPayloadBytes)} is {MaxPayloadBytes}; allowed are 1 KiB to 1 GiB");
        Check(SegmentBytes >= MaxPayloadBytes + (2L * Block) && SegmentBytes <= 1L << 40,
            $"{nameof(SegmentBytes)} is {SegmentBytes}; allowed are {nameof(MaxPayloadBytes)} ({MaxPayloadBytes}) and 8 KiB more, to 1 TiB");
        Check(QuotaBytes >= 2 * SegmentBytes, $"{nameof(QuotaBytes)} is {QuotaBytes}; at least two segments ({2 * SegmentBytes}) are needed");
        Check(MaxWaitingEntries > 0, $"{nameof(MaxWaitingEntries)} is {MaxWaitingEntries}; at least 1 is needed");
        Check(MaxWaitingBytes > 0, $"{nameof(MaxWaitingBytes)} is {MaxWaitingBytes}; at least 1 is needed");
        Check(KeepBytes >= 0, $"{nameof(KeepBytes)} is {KeepBytes}; it cannot be negative");
        Check(KeepFor >= TimeSpan.Zero, $"{nameof(KeepFor)} is {KeepFor}; it cannot be negative");
    }

    private static void Check(bool isAllowed, string message)
    {
        if (!isAllowed) throw new ArgumentException("The event log's " + message);
    }
}

using System.ComponentModel.DataAnnotations;

namespace Watchfloor.Monitoring.Intake;

/// <summary>Bounds of the way in.</summary>
public sealed class IntakeOptions
{
    /// <summary>How many bytes may wait to be written at once, over all inputs. Beyond it senders are told to wait.</summary>
    [Range(1 << 20, 1L << 40)]
    public long MaxWaitingBytes { get; set; } = 256L << 20;

    /// <summary>How long an entry of the log gets before the rest of a body goes into the next, in bytes. One record may be longer.</summary>
    [Range(1 << 10, 8 << 20)]
    public int EntryBytes { get; set; } = 4 << 20;

    /// <summary>How long one record may be, in bytes. The log takes 16 MiB with what stands beside the record.</summary>
    [Range(1 << 10, 15 << 20)]
    public int MaxRecordBytes { get; set; } = 12 << 20;

    /// <summary>How long a sender may send the same again under the same key without doubling it.</summary>
    public TimeSpan KeyWindow { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How many keys are remembered. Beyond it the oldest are forgotten early, which the health page shows.</summary>
    [Range(1, 100_000_000)]
    public int MaxKeys { get; set; } = 2_000_000;
}

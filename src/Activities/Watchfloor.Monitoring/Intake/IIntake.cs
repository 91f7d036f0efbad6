namespace Watchfloor.Monitoring.Intake;

/// <summary>Where every input hands in what it received: checks the source's quota, leaves out what was sent before, and writes the log.</summary>
public interface IIntake
{
    /// <summary>Takes bytes of one sender. Completes when they are on disk or refused; an input acknowledges only <see cref="IntakeOutcome.Accepted"/>.</summary>
    ValueTask<IntakeResult> TakeAsync(IntakeBatch batch, CancellationToken cancellation);
}

/// <summary>Events of one sender, as it sent them.</summary>
public sealed record IntakeBatch
{
    /// <summary>The source's id.</summary>
    public required string SourceId { get; init; }

    /// <summary>The input that took it, such as <c>syslog.tcp</c>.</summary>
    public required string Input { get; init; }

    /// <summary>The format to decode with, as in <c>FormatRegistry</c>; empty: detect.</summary>
    public required string Format { get; init; }

    /// <summary>The sender's address.</summary>
    public string Sender { get; init; } = "";

    /// <summary>How many events the body holds, as far as the input can tell; for quotas and counts.</summary>
    public required int Events { get; init; }

    /// <summary>The bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The name under which the sender may send the whole again, or null. See <see cref="SendingKey"/>.</summary>
    public UInt128? Key { get; init; }

    /// <summary>Where each record ends in the body, ascending, the last at its end; empty: records are lines. A body that is too long
    /// for one entry of the log is cut there.</summary>
    public IReadOnlyList<int> RecordEnds { get; init; } = [];

    /// <summary>A name for each record of <see cref="RecordEnds"/>, in the same order, or empty. Zero: that record has none.</summary>
    public IReadOnlyList<UInt128> RecordKeys { get; init; } = [];
}

/// <summary>What became of a batch.</summary>
/// <param name="Outcome">Whether it is on disk.</param>
/// <param name="RetryAfter">When to try again, if it was refused for now.</param>
/// <param name="Repeated">How many events were left out because they had been taken under the same key before.</param>
public readonly record struct IntakeResult(IntakeOutcome Outcome, TimeSpan RetryAfter = default, int Repeated = 0);

/// <summary>Whether a batch was taken.</summary>
public enum IntakeOutcome
{
    /// <summary>It is on disk, now or from an earlier sending under the same key.</summary>
    Accepted,

    /// <summary>The source has used up its quota.</summary>
    OverQuota,

    /// <summary>The event disk is full.</summary>
    Full,

    /// <summary>Too much waits to be written.</summary>
    Busy,

    /// <summary>The source is unknown or switched off.</summary>
    NoSource,

    /// <summary>The disk gave an error.</summary>
    Failed,

    /// <summary>One record is longer than an entry of the log can be. It will never be taken.</summary>
    TooLarge,
}

using System.Diagnostics.CodeAnalysis;

namespace Watchfloor.Sigma.Correlation;

/// <summary>What came of <see cref="CorrelationStream.Restore"/>.</summary>
public sealed record CorrelationRestore
{
    /// <summary>The stream with the state that was brought back, or null when the bytes cannot be read.</summary>
    public CorrelationStream? Stream { get; init; }

    /// <summary>Why the bytes cannot be read, or null.</summary>
    public CorrelationStateFault? Fault { get; init; }

    /// <summary>True when there is a stream.</summary>
    [MemberNotNullWhen(true, nameof(Stream))]
    [MemberNotNullWhen(false, nameof(Fault))]
    public bool IsRestored => Stream is not null;

    /// <summary>The correlations that begin with empty windows, in the order of the graph: what to rebuild from stored events.</summary>
    public IReadOnlyList<EmptyCorrelation> StartsEmpty { get; init; } = [];

    /// <summary>The names of correlations whose state was saved and that are no longer there; a changed one is not among them.</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>How many waiting hits were left out because their rule has changed, or no correlation refers to it any more.</summary>
    public long HitsDropped { get; init; }
}

/// <summary>A correlation whose windows begin empty.</summary>
/// <param name="Rule">Its index in the <see cref="CorrelationGraph"/>.</param>
/// <param name="Name">Its name, else its id, else its title.</param>
/// <param name="Reason">Why.</param>
public sealed record EmptyCorrelation(int Rule, string Name, EmptyReason Reason);

/// <summary>Why a correlation has no saved state.</summary>
public enum EmptyReason
{
    /// <summary>It was not there when the state was saved.</summary>
    New,

    /// <summary>It, or a rule or filter it stands on, is no longer what it was when the state was saved.</summary>
    Changed,
}

/// <summary>What is wrong with saved state.</summary>
/// <param name="Offset">Where, in bytes from the beginning.</param>
/// <param name="Message">What.</param>
public sealed record CorrelationStateFault(long Offset, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"byte {Offset}: {Message}";
}

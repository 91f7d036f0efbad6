namespace Watchfloor.Sigma.Correlation.State;

/// <summary>Saved state cannot be read. Caught where reading began, which answers a <see cref="CorrelationStateFault"/>.</summary>
internal sealed class StateFaultException(long offset, string message) : Exception(message)
{
    /// <summary>Where, in bytes from the beginning.</summary>
    public long Offset { get; } = offset;
}

namespace Watchfloor.Sigma.Correlation.Windows;

/// <summary>A hit on its way into a window.</summary>
internal readonly ref struct Arrival
{
    /// <summary>The hit.</summary>
    public required CorrelationMember Member { get; init; }

    /// <summary>The place of its rule in the correlation's list.</summary>
    public required int Reference { get; init; }

    /// <summary>For types that count values: the value, or the joined values of a tuple.</summary>
    public ReadOnlySpan<char> Value { get; init; }

    /// <summary>For numeric types: the value.</summary>
    public decimal Number { get; init; }
}

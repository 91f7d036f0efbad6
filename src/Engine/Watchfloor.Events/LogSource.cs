namespace Watchfloor.Events;

/// <summary>
/// A log source in Sigma's terms (Sigma rules specification 2.1, "LogSource"): lower-case names, each optional.
/// On an event it says what the event is; on a rule it says what the rule wants to see.
/// </summary>
public sealed record LogSource(string? Product = null, string? Category = null, string? Service = null)
{
    /// <summary>True when an event from <paramref name="actual"/> is one that this wants: every name given here is the same there.</summary>
    public bool Wants(LogSource actual) =>
        (Product is null || Product == actual.Product)
        && (Category is null || Category == actual.Category)
        && (Service is null || Service == actual.Service);

    /// <summary>The names joined, such as <c>windows/process_creation/security</c>, with <c>*</c> for those not given.</summary>
    public override string ToString() => $"{Product ?? "*"}/{Category ?? "*"}/{Service ?? "*"}";
}

namespace Watchfloor.Sigma.Correlation;

/// <summary>A rule matched an event: what correlations feed on.</summary>
/// <param name="Rule">The rule's index in the <see cref="CorrelationGraph"/>.</param>
/// <param name="Time">The event's own time, in UTC ticks.</param>
/// <param name="Event">A reference of the caller's that tells the event from all others; handed back in matches.</param>
/// <param name="Values">
/// The first value of each of <see cref="CorrelationGraph.FieldsOf"/> the rule, in that order; null where the event has none.
/// </param>
public readonly record struct CorrelationHit(int Rule, long Time, long Event, IReadOnlyList<string?> Values);

namespace Watchfloor.Sigma.Correlation;

/// <summary>The way of a rule's hits into one correlation: which of the hit's values play which part there.</summary>
/// <param name="Correlator">The correlation.</param>
/// <param name="Reference">The rule's place in the correlation's list.</param>
/// <param name="Group">For each group-by name, the place of its value in the hit.</param>
/// <param name="Fields">For each field of the condition, the place of its value in the hit.</param>
/// <param name="Carried">For each value carried on to correlations above, its place in the hit.</param>
internal sealed record Route(Correlator Correlator, int Reference, int[] Group, int[] Fields, int[] Carried);

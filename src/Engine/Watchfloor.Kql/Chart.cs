namespace Watchfloor.Kql;

/// <summary>How rows want to be shown: what <c>render</c> says.</summary>
/// <param name="Kind">The kind, such as <c>timechart</c>.</param>
/// <param name="Properties">Its properties.</param>
public sealed record Chart(string Kind, IReadOnlyDictionary<string, string> Properties);

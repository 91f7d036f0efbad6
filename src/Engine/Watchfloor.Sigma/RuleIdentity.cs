using Watchfloor.Events;

namespace Watchfloor.Sigma;

/// <summary>What correlations and filters need to know of a rule: how it may be referred to, and what it looks at.</summary>
/// <param name="Title">The rule's title, for messages.</param>
/// <param name="Id">Its id, or null.</param>
/// <param name="Name">Its name, or null.</param>
/// <param name="LogSource">Its log source.</param>
public sealed record RuleIdentity(string Title, string? Id, string? Name, LogSource LogSource)
{
    /// <summary>
    /// A hash over all that decides which events the rule hits, filters included, or empty when nothing is known of it.
    /// Saved correlation state is brought back only to rules of the same definition.
    /// </summary>
    public string Definition { get; init; } = "";
}

namespace Watchfloor.Simulation.Stories;

/// <summary>A story as it was played.</summary>
/// <param name="Story">The story.</param>
/// <param name="Variant">The way it went; empty when there is only one.</param>
/// <param name="Begins">When, in microseconds since 1970; null when no day had room for it.</param>
/// <param name="Actors">Who took which part.</param>
public sealed record PlayedStory(Story Story, string Variant, long? Begins, IReadOnlyDictionary<string, string> Actors);

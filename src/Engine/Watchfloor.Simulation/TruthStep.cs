namespace Watchfloor.Simulation;

/// <summary>The step of a story that an event belongs to. It stands beside the event, never in it.</summary>
/// <param name="Story">The story's name.</param>
/// <param name="Step">The step's id within the story.</param>
/// <param name="Techniques">ATT&amp;CK ids, such as <c>T1059.001</c>.</param>
/// <param name="Order">The step's place in its story, from 0.</param>
public sealed record TruthStep(string Story, string Step, IReadOnlyList<string> Techniques, int Order);

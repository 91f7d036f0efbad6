namespace Watchfloor.Bench;

/// <summary>A measurement with a name.</summary>
/// <param name="Name">The word for the command line.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Run">Measures and prints.</param>
internal sealed record Lane(string Name, string Summary, Action<Inputs> Run);

/// <summary>Something that a lane measures is not on this machine; the message says what, and how to get it.</summary>
internal sealed class MissingInputException(string message) : Exception(message);

namespace Watchfloor.Simulation.Company;

/// <summary>A place on the web.</summary>
/// <param name="Name">Its host name.</param>
/// <param name="Address">Its address.</param>
/// <param name="Paths">Paths that people ask for.</param>
internal sealed record Site(string Name, string Address, IReadOnlyList<string> Paths);

namespace Watchfloor.Simulation.Company;

/// <summary>A Windows account.</summary>
/// <param name="Name">The name it signs in with.</param>
/// <param name="Domain">Its domain's short name, or that of a built-in authority.</param>
/// <param name="Sid">Its security identifier.</param>
internal sealed record Account(string Name, string Domain, string Sid)
{
    public static readonly Account System = new("SYSTEM", "NT AUTHORITY", "S-1-5-18");
    public static readonly Account NetworkService = new("NETWORK SERVICE", "NT AUTHORITY", "S-1-5-20");

    /// <summary><c>DOMAIN\name</c></summary>
    public string Qualified { get; } = Domain + "\\" + Name;
}

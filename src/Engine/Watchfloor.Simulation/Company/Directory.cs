namespace Watchfloor.Simulation.Company;

/// <summary>The company: its people, machines and names. Made from a seed by <see cref="CompanyBuilder"/>, then only read.</summary>
internal sealed class Directory
{
    public required ulong Seed { get; init; }

    /// <summary>The domain's short name.</summary>
    public string Domain { get; } = "ARVID";

    /// <summary>The domain's name in the DNS.</summary>
    public string DnsDomain { get; } = "arvid.example";

    /// <summary>The domain's security identifier.</summary>
    public required string DomainSid { get; init; }

    public required IReadOnlyList<Office> Offices { get; init; }

    public required IReadOnlyList<Person> People { get; init; }

    public required IReadOnlyList<Host> Hosts { get; init; }

    public required IReadOnlyList<Site> Sites { get; init; }

    /// <summary>The account in the cloud.</summary>
    public required string CloudAccount { get; init; }

    /// <summary>The tenant of mail and sign-in.</summary>
    public required string Tenant { get; init; }

    /// <summary>Accounts that programs use.</summary>
    public required IReadOnlyDictionary<string, Account> Services { get; init; }

    /// <summary>The first machine with a role.</summary>
    public Host The(string role) => Hosts.First(h => h.Role == role);
}

namespace Watchfloor.Contracts.Access;

/// <summary>What an actor may do. Roles and token scopes are sets of these.</summary>
public enum Permission
{
    /// <summary>Open to anybody who can reach the server: signing in, first set-up, liveness. A test lists every use.</summary>
    Anonymous,

    /// <summary>Any signed-in actor, about himself: his session, his password.</summary>
    SignedIn,

    /// <summary>Send events.</summary>
    EventsWrite,

    /// <summary>Search events and read their raw form.</summary>
    EventsRead,

    /// <summary>Place and release legal holds.</summary>
    HoldsWrite,

    /// <summary>Read alerts.</summary>
    AlertsRead,

    /// <summary>Change alerts.</summary>
    AlertsWrite,

    /// <summary>Read rules and what was rejected.</summary>
    RulesRead,

    /// <summary>Change rules.</summary>
    RulesWrite,

    /// <summary>Read sources and their health.</summary>
    SourcesRead,

    /// <summary>Add, change and remove sources.</summary>
    SourcesWrite,

    /// <summary>Read and export the ledger.</summary>
    LedgerRead,

    /// <summary>Read users, roles and invitations.</summary>
    UsersRead,

    /// <summary>Change users, roles and invitations.</summary>
    UsersWrite,

    /// <summary>Read the list of tokens.</summary>
    TokensRead,

    /// <summary>Create and revoke tokens.</summary>
    TokensWrite,

    /// <summary>Read queues, disk, memory, cost, metrics.</summary>
    HealthRead,

    /// <summary>Back up, erase a person, change what the whole system does.</summary>
    SystemWrite,
}

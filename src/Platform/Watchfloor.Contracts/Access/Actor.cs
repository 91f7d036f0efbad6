namespace Watchfloor.Contracts.Access;

/// <summary>Who asks: a person, a token, or the system itself, with what it may do.</summary>
public sealed record Actor
{
    /// <summary>What it is.</summary>
    public required ActorKind Kind { get; init; }

    /// <summary>The user's or token's id (UUIDv7, lower case), or a fixed name for the system. Never a person's name: ids stand in the ledger.</summary>
    public required string Id { get; init; }

    /// <summary>What to show for it.</summary>
    public required string Name { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlySet<Permission> Permissions { get; init; }

    /// <summary>The source that a token is bound to, or null.</summary>
    public string? SourceId { get; init; }

    /// <summary>Nobody.</summary>
    public static Actor Anonymous { get; } = new() { Kind = ActorKind.Anonymous, Id = "anonymous", Name = "anonymous", Permissions = new HashSet<Permission>() };

    /// <summary>The program itself, such as a scheduled task or the command line on the machine.</summary>
    public static Actor System { get; } = new()
    {
        Kind = ActorKind.System,
        Id = "system",
        Name = "system",
        Permissions = Enum.GetValues<Permission>().ToHashSet(),
    };

    /// <summary>Whether it may do something.</summary>
    public bool May(Permission permission) => permission switch
    {
        Permission.Anonymous => true,
        Permission.SignedIn => Kind != ActorKind.Anonymous,
        _ => Permissions.Contains(permission),
    };
}

/// <summary>The kinds of actors.</summary>
public enum ActorKind
{
    /// <summary>Nobody has signed in.</summary>
    Anonymous,

    /// <summary>A person.</summary>
    User,

    /// <summary>A program with a token.</summary>
    Token,

    /// <summary>The program itself.</summary>
    System,
}

using static Watchfloor.Contracts.Access.Permission;

namespace Watchfloor.Contracts.Access;

/// <summary>What people are in a security operations centre, and what each may do.</summary>
public static class Roles
{
    /// <summary>May do everything.</summary>
    public const string Administrator = "administrator";

    private static readonly Dictionary<string, IReadOnlySet<Permission>> _all = new(StringComparer.Ordinal)
    {
        [Administrator] = Enum.GetValues<Permission>().Where(p => p is not (Anonymous or SignedIn or EventsWrite)).ToHashSet(),
        ["analyst"] = Set(EventsRead, AlertsRead, AlertsWrite, RulesRead, SourcesRead, HealthRead),
        ["responder"] = Set(EventsRead, HoldsWrite, AlertsRead, AlertsWrite, RulesRead, SourcesRead, LedgerRead, HealthRead),
        ["engineer"] = Set(EventsRead, AlertsRead, AlertsWrite, RulesRead, RulesWrite, SourcesRead, SourcesWrite, HealthRead),
        ["manager"] = Set(EventsRead, AlertsRead, RulesRead, SourcesRead, LedgerRead, UsersRead, HealthRead),
        ["auditor"] = Set(AlertsRead, RulesRead, SourcesRead, LedgerRead, UsersRead, TokensRead, HealthRead),
        ["staff"] = Set(),
    };

    /// <summary>All roles, by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<Permission>> All => _all;

    /// <summary>The permissions of some roles together; names that are not known give none.</summary>
    public static IReadOnlySet<Permission> PermissionsOf(IEnumerable<string> roles) =>
        roles.SelectMany(r => _all.TryGetValue(r, out var permissions) ? permissions : Set()).ToHashSet();

    private static HashSet<Permission> Set(params Permission[] permissions) => [.. permissions];
}

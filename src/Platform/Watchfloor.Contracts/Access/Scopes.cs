using static Watchfloor.Contracts.Access.Permission;

namespace Watchfloor.Contracts.Access;

/// <summary>What a token may be made for. A scope is a name for some permissions.</summary>
public static class Scopes
{
    private static readonly Dictionary<string, IReadOnlySet<Permission>> _all = new(StringComparer.Ordinal)
    {
        ["ingest"] = Set(EventsWrite),
        ["read"] = Set(EventsRead, AlertsRead, RulesRead, SourcesRead, LedgerRead, HealthRead),
        ["metrics"] = Set(HealthRead),
        ["respond"] = Set(EventsRead, AlertsRead, AlertsWrite, RulesRead, SourcesRead),
        ["admin"] = Set(
            EventsRead, HoldsWrite, AlertsRead, AlertsWrite, RulesRead, RulesWrite, SourcesRead, SourcesWrite, LedgerRead, UsersRead, UsersWrite, TokensRead, TokensWrite, HealthRead, SystemWrite),
    };

    /// <summary>All scopes, by name.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<Permission>> All => _all;

    /// <summary>The permissions of some scopes together; names that are not known give none.</summary>
    public static IReadOnlySet<Permission> PermissionsOf(IEnumerable<string> scopes) =>
        scopes.SelectMany(s => _all.TryGetValue(s, out var permissions) ? permissions : Set()).ToHashSet();

    private static HashSet<Permission> Set(params Permission[] permissions) => [.. permissions];
}

namespace Watchfloor.Kql.Semantics;

/// <summary>
/// The operations that are written with signs or words between their operands, and those that the language itself needs. Every dialect and
/// the reference evaluator know them by these names.
/// </summary>
public static class Operators
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "add", "subtract", "multiply", "divide", "divide_whole", "modulo", "negate", "equal", "not_equal", "less", "less_equal", "greater",
        "greater_equal", "and", "or", "not", "in", "in_array", "in_array_ci", "equal_ci", "contains", "contains_cs", "startswith", "startswith_cs", "endswith",
        "endswith_cs", "has", "has_cs", "hasprefix", "hasprefix_cs", "hassuffix", "hassuffix_cs", "has_any", "has_all", "has_any_array", "has_all_array", "matches_regex",
        "property", "element", "to_dynamic", "to_string", "to_long", "to_int", "to_real", "to_decimal", "to_bool", "to_datetime", "to_timespan",
        "to_guid", "expand", "capture", "is_captured", "parse_kv",
    ];

    private static readonly HashSet<string> NeverNull =
    [
        "equal_ci", "in", "in_array", "in_array_ci", "contains", "contains_cs", "startswith", "startswith_cs", "endswith", "endswith_cs", "has", "has_cs", "hasprefix", "hasprefix_cs",
        "hassuffix", "hassuffix_cs", "has_any", "has_all", "has_any_array", "has_all_array", "matches_regex", "is_captured", "isnull", "isnotnull", "isempty", "isnotempty", "strlen", "pack_all",
        "bag_pack", "pack_array", "and", "or", "not", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal",
    ];

    /// <summary>Whether an operation may give null for operands that are not.</summary>
    internal static bool MakesNull(string name) => !NeverNull.Contains(name);
}

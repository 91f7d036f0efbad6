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
        "add", "subtract", "multiply", "divide", "divide_whole", "modulo", "negate", "ticks_real", "real_ticks", "equal", "not_equal", "less", "less_equal", "greater",
        "greater_equal", "distinct_from", "and", "or", "not", "iff", "case", "in", "in_ci", "in_array", "in_array_ci", "equal_ci", "contains", "contains_cs", "startswith",
        "startswith_cs", "endswith", "endswith_cs", "has", "has_cs", "hasprefix", "hasprefix_cs", "hassuffix", "hassuffix_cs", "has_any_array", "has_all_array",
        "matches_regex", "dynamic_index", "expand", "parse_kv", "bin_whole", "bin_real", "bin_at_whole", "bin_at_real", "to_dynamic", "to_string", "to_long",
        "to_int", "to_real", "to_decimal", "to_bool", "to_datetime", "to_timespan", "to_guid",
    ];

    private static readonly HashSet<string> NeverNull =
    [
        "equal_ci", "in", "in_ci", "distinct_from", "in_array", "in_array_ci", "contains", "contains_cs", "startswith", "startswith_cs", "endswith", "endswith_cs", "has", "has_cs", "hasprefix", "hasprefix_cs",
        "hassuffix", "hassuffix_cs", "has_any_array", "has_all_array", "matches_regex", "isnull", "isnotnull", "isempty", "isnotempty", "strlen", "pack_all",
        "bag_pack", "pack_array",
        // Null only where an operand is.
        "and", "or", "not", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "add", "subtract", "multiply", "to_dynamic",
    ];

    /// <summary>Whether an operation may give null for operands that are not.</summary>
    internal static bool MakesNull(string name) => !NeverNull.Contains(name);
}

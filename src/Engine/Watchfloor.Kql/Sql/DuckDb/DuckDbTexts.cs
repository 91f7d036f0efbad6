using Watchfloor.Kql.Native;
using Watchfloor.Kql.Semantics;

namespace Watchfloor.Kql.Sql.DuckDb;

/// <summary>Operations on strings. Letters are compared without their case as small letters, or by the regular expressions of RE2.</summary>
internal static class DuckDbTexts
{
    private static readonly Dictionary<string, string> Patterns = new(StringComparer.Ordinal)
    {
        ["equal_ci"] = "(lower({0}) = lower({1}))",
        ["contains"] = "contains(lower({0}), lower({1}))",
        ["contains_cs"] = "contains({0}, {1})",
        ["startswith"] = "starts_with(lower({0}), lower({1}))",
        ["startswith_cs"] = "starts_with({0}, {1})",
        ["endswith"] = "suffix(lower({0}), lower({1}))",
        ["endswith_cs"] = "suffix({0}, {1})",
        ["matches_regex"] = "regexp_matches({0}, {1})",
        ["strlen"] = "length({0})",
        ["string_size"] = "CAST(strlen({0}) AS BIGINT)",
        ["toupper"] = "upper({0})",
        ["tolower"] = "lower({0})",
        ["reverse"] = "reverse({0})",
        ["replace_string"] = "replace({0}, {1}, {2})",
        ["strcmp"] = "CAST((CASE WHEN {0} < {1} THEN -1 WHEN {0} > {1} THEN 1 ELSE 0 END) AS BIGINT)",
        ["strrep"] = "(CASE WHEN {1} < 1 THEN '' ELSE repeat({0} || {2}, CAST({1} - 1 AS INTEGER)) || {0} END)",
        ["substring/2"] = "substring({0}, CASE WHEN {1} < 0 THEN {1} ELSE {1} + 1 END)",
        ["substring/3"] = "(CASE WHEN {2} < 0 THEN '' ELSE substring({0}, CASE WHEN {1} < 0 THEN {1} ELSE {1} + 1 END, {2}) END)",
        ["split/2"] = "CAST(to_json(string_split({0}, {1})) AS VARCHAR)",
        ["split/3"] = "CAST(to_json(list_slice(string_split({0}, {1}), {2} + 1, {2} + 1)) AS VARCHAR)",
        ["hash_md5"] = "md5({0})",
        ["hash_sha1"] = "sha1({0})",
        ["hash_sha256"] = "sha256({0})",
        ["isutf8"] = "TRUE",
        ["new_guid"] = "CAST(uuid() AS VARCHAR)",
    };

    public static string? Of(string operation, IReadOnlyList<SqlValue> a, Func<string, string> parameter)
    {
        switch (operation)
        {
            case "strcat": return $"({string.Join(" || ", a)})";
            case "strcat_delim": return a.Count == 2 ? a[1].Sql : $"({string.Join($" || {a[0]} || ", a.Skip(1))})";
            case "in_ci": return $"(lower({a[0]}) IN ({string.Join(", ", a.Skip(1).Select(v => $"lower({v})"))}))";
            case "extract" when a[0].Scalar is Constant && a[1].Scalar is Constant { Value: >= 0L and <= 9L and var group }: return $"regexp_extract({a[2]}, {a[0]}, {group})";
            case "has" or "has_cs" or "hasprefix" or "hasprefix_cs" or "hassuffix" or "hassuffix_cs" when a[1].Scalar is Constant { Value: string term }:
                return Has(operation, a[0].Sql, term, parameter);
            default:
                return Patterns.TryGetValue(operation, out var pattern) || Patterns.TryGetValue($"{operation}/{a.Count}", out pattern) ? DuckDbDialect.Fill(pattern, a) : null;
        }
    }

    /// <summary>Where the term begins or ends with a letter or digit, none stands beside it.</summary>
    private static string Has(string operation, string text, string term, Func<string, string> parameter)
    {
        var isCaseSensitive = operation.EndsWith("_cs", StringComparison.Ordinal);
        return $"regexp_matches({text}, {parameter(Terms.Pattern(term, operation.Replace("_cs", "", StringComparison.Ordinal)))}, '{(isCaseSensitive ? 'c' : 'i')}')";
    }
}

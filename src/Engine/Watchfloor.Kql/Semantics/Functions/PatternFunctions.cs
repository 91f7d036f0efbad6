namespace Watchfloor.Kql.Semantics.Functions;

/// <summary>Functions of regular expressions.</summary>
internal static class PatternFunctions
{
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        new("extract(regex: regex, group: long, x: string): string", "What a group of an expression matches first."),
        new("extract(regex: regex, group: long, x: string, type: typeof): typeof", "What a group of an expression matches first, converted.", Named: ""),
        new("extract_all(regex: regex, x: string): dynamic", "Everything that the groups of an expression match."),
        new("extract_all(regex: regex, groups: dynamic, x: string): dynamic", "Everything that some groups of an expression match."),
        new("extractall(regex: regex, x: string): dynamic", "Everything that the groups of an expression match.", Named: "extract_all"),
        new("replace_regex(x: string, regex: regex, with: string): string", "With something where an expression matches."),
        new("replace(regex: regex, with: string, x: string): string", "With something where an expression matches.", Named: ""),
        new("indexof_regex(x: string, regex: regex, start: long?, length: long?, occurrence: long?): long", "Where an expression matches; -1 where it does not."),
        new("regex_quote(x: string): string", "A string that an expression takes as it is."),
        new("extract_json(path: string, x: string): string", "What stands at a path of JSON.", Named: ""),
        new("extract_json(path: string, x: string, type: typeof): typeof", "What stands at a path of JSON, converted.", Named: ""),
        new("extractjson(path: string, x: string): string", "What stands at a path of JSON.", Named: ""),
        new("extractjson(path: string, x: string, type: typeof): typeof", "What stands at a path of JSON, converted.", Named: ""),
    ];
}

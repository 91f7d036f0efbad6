namespace Watchfloor.Kql.Semantics.Functions;

/// <summary>Functions that choose, and tests for nothing.</summary>
internal static class LogicFunctions
{
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        new("iff(condition: bool, then: T, else: T): T", "One of two values."),
        new("iif(condition: bool, then: T, else: T): T", "One of two values.", Named: "iff"),
        new("case(condition: bool, then: T, rest: any...): T", "The value of the first condition that holds, or the last.", Named: ""),
        new("coalesce(x: T, rest: T...): T", "The first value that is not null, or not empty."),
        new("max_of(x: T, rest: T...): T", "The greatest of several values."),
        new("min_of(x: T, rest: T...): T", "The least of several values."),
        new("not(x: bool): bool", "The opposite."),
        new("isnull(x: any): bool", "Whether it is null."),
        new("isnotnull(x: any): bool", "Whether it is not null."),
        new("notnull(x: any): bool", "Whether it is not null.", Named: "isnotnull"),
        new("isempty(x: any): bool", "Whether it is null or the empty string."),
        new("isnotempty(x: any): bool", "Whether it is neither null nor the empty string."),
        new("notempty(x: any): bool", "Whether it is neither null nor the empty string.", Named: "isnotempty"),
        new("column_ifexists(name: string, otherwise: any): T", "A column, or a value where there is no such column.", Named: ""),
        new("columnifexists(name: string, otherwise: any): T", "A column, or a value where there is no such column.", Named: ""),
        new("toscalar(table: any): T", "The first value of a table.", Named: ""),
        new("materialize(table: any): T", "A table that is computed once.", Named: ""),
        new("gettype(x: value): string", "The name of the value's type.", Named: ""),
        new("assert(condition: bool, message: string): bool", "Ends the query with a message if the condition does not hold."),
    ];
}

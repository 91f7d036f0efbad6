namespace Watchfloor.Kql.Semantics.Functions;

/// <summary>Functions over the rows before and behind; the table must have an order.</summary>
internal static class WindowFunctions
{
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        new("row_number(start: long = 1, restart: bool = false): long", "The number of the row.", FunctionKind.Window),
        new("row_cumsum(x: S, restart: bool = false): S", "The sum of the rows so far.", FunctionKind.Window),
        new("row_rank_dense(x: T, restart: bool = false): long", "How many different values there were so far.", FunctionKind.Window),
        new("row_rank_min(x: T, restart: bool = false): long", "The number of the first row with this value.", FunctionKind.Window),
        new("prev(x: T, offset: long = 1, default: T?): T", "The value of a row before.", FunctionKind.Window),
        new("next(x: T, offset: long = 1, default: T?): T", "The value of a row behind.", FunctionKind.Window),
    ];
}

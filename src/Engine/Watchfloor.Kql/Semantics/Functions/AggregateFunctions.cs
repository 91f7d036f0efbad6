namespace Watchfloor.Kql.Semantics.Functions;

/// <summary>Functions over the rows of a group.</summary>
internal static class AggregateFunctions
{
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        Row("count(): long", "The number of rows."),
        Row("countif(predicate: bool): long", "The number of rows that meet a condition.", named: "count"),
        Row("count_distinct(x: any): long", "How many different values there are.", named: "dcount"),
        Row("count_distinctif(x: any, predicate: bool): long", "How many different values there are in the rows that meet a condition.", named: "dcount"),
        Row("dcount(x: any, accuracy: long?): long", "How many different values there are; counted, not estimated."),
        Row("dcountif(x: any, predicate: bool, accuracy: long?): long", "How many different values there are in the rows that meet a condition.", named: "dcount"),
        Row("sum(x: S): S", "The sum; of nothing 0."),
        Row("sum(x: dynamic): real", "The sum of numbers in dynamic values.", named: "sum_dynamic"),
        Row("sumif(x: S, predicate: bool): S", "The sum over the rows that meet a condition.", named: "sum"),
        Row("avg(x: number): real", "The mean; of nothing NaN."),
        Row("avg(x: timespan): timespan", "The mean.", named: "avg_ticks"),
        Row("avg(x: datetime): datetime", "The mean.", named: "avg_ticks"),
        Row("avgif(x: number, predicate: bool): real", "The mean over the rows that meet a condition.", named: "avg"),
        Row("avgif(x: timespan, predicate: bool): timespan", "The mean over the rows that meet a condition.", named: "avg_ticks"),
        Row("min(x: T): T", "The least value."),
        Row("minif(x: T, predicate: bool): T", "The least value in the rows that meet a condition.", named: "min"),
        Row("max(x: T): T", "The greatest value."),
        Row("maxif(x: T, predicate: bool): T", "The greatest value in the rows that meet a condition.", named: "max"),
        Row("stdev(x: number): real", "The standard deviation of a sample."),
        Row("stdevif(x: number, predicate: bool): real", "The standard deviation of a sample, over the rows that meet a condition.", named: "stdev"),
        Row("stdevp(x: number): real", "The standard deviation of all values."),
        Row("variance(x: number): real", "The variance of a sample."),
        Row("varianceif(x: number, predicate: bool): real", "The variance of a sample, over the rows that meet a condition.", named: "variance"),
        Row("variancep(x: number): real", "The variance of all values."),
        Row("percentile(x: O, p: real): O", "The value that so many per cent of the values do not exceed (nearest rank)."),
        Row("percentileif(x: O, p: real, predicate: bool): O", "The percentile over the rows that meet a condition.", named: "percentile"),
        Row("percentiles(x: O, p: real...): O", "Several percentiles, a column each.", named: ""),
        Row("percentiles_array(x: O, p: real...): dynamic", "Several percentiles in an array.", named: "", prefix: "percentiles"),
        Row("make_list(x: value, size: long?): dynamic", "The values in an array, without nulls.", prefix: "list"),
        Row("make_list_if(x: value, predicate: bool, size: long?): dynamic", "The values of the rows that meet a condition in an array.", named: "make_list", prefix: "list"),
        Row("make_list_with_nulls(x: value): dynamic", "The values in an array, nulls too.", prefix: "list"),
        Row("make_set(x: value, size: long?): dynamic", "The different values in an array.", prefix: "set"),
        Row("make_set_if(x: value, predicate: bool, size: long?): dynamic", "The different values of the rows that meet a condition in an array.", named: "make_set", prefix: "set"),
        Row("make_bag(x: dynamic, size: long?): dynamic", "The properties of all bags in one.", prefix: "bag"),
        Row("make_bag_if(x: dynamic, predicate: bool, size: long?): dynamic", "The properties of the bags of rows that meet a condition in one.", named: "make_bag", prefix: "bag"),
        Row("arg_max(x: T, columns: any...): T", "The row whose value is greatest.", named: ""),
        Row("arg_min(x: T, columns: any...): T", "The row whose value is least.", named: ""),
        Row("take_any(x: T): T", "A value that is there.", prefix: ""),
        Row("take_anyif(x: T, predicate: bool): T", "A value of the rows that meet a condition.", named: "take_any", prefix: ""),
        Row("any(x: T): T", "Another name of take_any.", named: "take_any", prefix: "any"),
        Row("binary_all_and(x: long): long", "All values joined by and, bit by bit."),
        Row("binary_all_or(x: long): long", "All values joined by or, bit by bit."),
        Row("binary_all_xor(x: long): long", "All values joined by exclusive or, bit by bit."),
    ];

    private static FunctionEntry Row(string text, string summary, string? named = null, string? prefix = null) =>
        new(text, summary, FunctionKind.Aggregate, named, ColumnPrefix: prefix);
}

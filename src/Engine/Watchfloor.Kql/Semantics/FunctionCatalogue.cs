using Watchfloor.Kql.Semantics.Functions;

namespace Watchfloor.Kql.Semantics;

/// <summary>Every function that a query may call. To add one: a row in the table of its family, and a row in the dialect's table or a native function.</summary>
public static class FunctionCatalogue
{
    /// <summary>All, by family; a function with several signatures has several rows.</summary>
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        .. AggregateFunctions.All, .. WindowFunctions.All, .. LogicFunctions.All, .. ConversionFunctions.All, .. MathFunctions.All, .. TimeFunctions.All,
        .. TextFunctions.All, .. PatternFunctions.All, .. EncodingFunctions.All, .. AddressFunctions.All, .. DynamicFunctions.All,
    ];

    private static readonly ILookup<string, FunctionEntry> ByName = All.ToLookup(f => f.Name, StringComparer.Ordinal);

    /// <summary>The names.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. All.Select(f => f.Name).Distinct()];

    /// <summary>The signatures of a name; none when there is no such function.</summary>
    public static IReadOnlyList<FunctionEntry> Find(string name) => [.. ByName[name]];
}

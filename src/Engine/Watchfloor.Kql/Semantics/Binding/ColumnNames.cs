using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>Names that columns have whose expression was given none.</summary>
internal static class ColumnNames
{
    private static readonly HashSet<string> Nameless = ["iff", "iif", "case", "coalesce", "strcat", "strcat_delim", "max_of", "min_of", "now", "ago", "not", "pack_all", "toscalar"];

    /// <summary>The name of an expression's column; null where it has none.</summary>
    public static string? Of(ExpressionSyntax syntax) => syntax switch
    {
        NameSyntax name => name.Name,
        MemberSyntax member => Of(member.Target) is { } target ? $"{target}_{member.Name}" : null,
        IndexSyntax { Index: LiteralSyntax literal } index => Of(index.Target) is { } target ? $"{target}_{literal.Value}" : null,
        CallSyntax call => Of(call),
        _ => null,
    };

    /// <summary>The name of an aggregate's column.</summary>
    public static string OfAggregate(CallSyntax call, FunctionEntry entry)
    {
        var argument = call.Arguments.Count > 0 ? Inner(call.Arguments[0].Value) : null;
        var prefix = entry.ColumnPrefix ?? call.Name;
        if (prefix.Length == 0) return argument ?? call.Name + "_";
        var name = entry.OperationName == "count" ? prefix + "_" : $"{prefix}_{argument}";
        return entry.OperationName == "percentile" && call.Arguments[1].Value is LiteralSyntax { Value: var value } ? $"{name}_{Number(value)}" : name;
    }

    /// <summary>A number as it stands in a name.</summary>
    public static string Number(object? value) => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!.Replace('.', '_');

    private static string? Of(CallSyntax call)
    {
        if (FunctionCatalogue.Find(call.Name) is not [var entry, ..] || Nameless.Contains(call.Name)) return null;
        var argument = call.Arguments.Count > 0 ? Of(call.Arguments[0].Value) : null;
        return entry.KeepsName ? argument : argument is null ? null : $"{call.Name}_{argument}";
    }

    private static string? Inner(ExpressionSyntax syntax) =>
        syntax is CallSyntax { Arguments: [{ Value: var inner }, ..] } call && FunctionCatalogue.Find(call.Name) is [{ KeepsName: true }, ..] ? Inner(inner)
        : syntax is NameSyntax or MemberSyntax or IndexSyntax ? Of(syntax) : null;
}

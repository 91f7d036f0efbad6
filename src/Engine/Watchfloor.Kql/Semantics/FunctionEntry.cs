namespace Watchfloor.Kql.Semantics;

/// <summary>Where a function may stand.</summary>
public enum FunctionKind
{
    /// <summary>Anywhere.</summary>
    Scalar,

    /// <summary>In <c>summarize</c> and its like.</summary>
    Aggregate,

    /// <summary>On a table that has an order.</summary>
    Window,
}

/// <summary>
/// A function of the catalogue. Its meaning is a row of the dialect's table under the name of its operation; where the dialect has none, it
/// is the native function of that name.
/// </summary>
/// <param name="Text">The signature; see <see cref="FunctionSignature"/>.</param>
/// <param name="Summary">What it does, in one line.</param>
/// <param name="Kind">Where it may stand.</param>
/// <param name="Named">The operation; null: the function's name.</param>
/// <param name="KeepsName">Whether a column that is made by it is called as its first argument.</param>
/// <param name="ColumnPrefix">Of an aggregate, what its column's name begins with; null: its name; empty: only the argument's name.</param>
public sealed record FunctionEntry(
    string Text, string Summary, FunctionKind Kind = FunctionKind.Scalar, string? Named = null, bool KeepsName = false, string? ColumnPrefix = null)
{
    /// <summary>The signature.</summary>
    public FunctionSignature Signature { get; } = FunctionSignature.Parse(Text);

    /// <summary>The function's name.</summary>
    public string Name => Signature.Name;

    /// <summary>The operation.</summary>
    public string OperationName => Named ?? Name;

    /// <summary>Whether the language itself gives it its meaning, so that there is no operation of it.</summary>
    public bool IsBuiltIn => Named == "";

    /// <summary>Of an aggregate, whether its last argument says which rows count.</summary>
    public bool IsConditional => Kind == FunctionKind.Aggregate && Name.EndsWith("if", StringComparison.Ordinal);
}

using System.Collections.Immutable;

namespace Watchfloor.Kql.Native;

/// <summary>What a native function takes or gives; every value travels as text.</summary>
public enum NativeType
{
    /// <summary>A string as it is; null stands for the empty string.</summary>
    Text,

    /// <summary>A dynamic value as JSON; a string in it has quotes.</summary>
    Json,

    /// <summary>A whole number in decimal digits.</summary>
    Long,

    /// <summary>A floating-point number with a point as separator.</summary>
    Real,

    /// <summary>A decimal number with a point as separator.</summary>
    Decimal,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Bool,

    /// <summary>A datetime or a timespan as its number of ticks of 100 ns.</summary>
    Ticks,
}

/// <summary>The meaning of a native function.</summary>
/// <param name="arguments">As many as were written in the query; a null is Kusto's null.</param>
/// <returns>The result; null is Kusto's null, for text the empty string.</returns>
public delegate string? NativeCall(ReadOnlySpan<string?> arguments);

/// <summary>
/// A scalar function whose meaning is code and not SQL, such as the parts of an address of the web. A database calls it by its name; what
/// it gives depends on its arguments alone, and no argument makes it throw.
/// </summary>
/// <param name="Name">Its name in Kusto.</param>
/// <param name="Parameters">The types of the arguments that it may have.</param>
/// <param name="Required">How many of them it must have.</param>
/// <param name="Returns">The type of the result.</param>
/// <param name="Call">The meaning.</param>
/// <param name="IsOpen">Further arguments of the last type may follow.</param>
public sealed record NativeFunction(string Name, ImmutableArray<NativeType> Parameters, int Required, NativeType Returns, NativeCall Call, bool IsOpen = false);

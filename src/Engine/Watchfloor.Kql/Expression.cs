namespace Watchfloor.Kql;

/// <summary>A condition on an event: true or false, nothing between. A value that is missing is the empty text, and no number or time.</summary>
/// <param name="Place">Where it begins.</param>
public abstract record Expression(Place Place);

/// <summary>True when all parts are.</summary>
public sealed record AllOf(Place Place, IReadOnlyList<Expression> Parts) : Expression(Place);

/// <summary>True when some part is.</summary>
public sealed record AnyOf(Place Place, IReadOnlyList<Expression> Parts) : Expression(Place);

/// <summary>True when the part is not.</summary>
public sealed record Not(Place Place, Expression Part) : Expression(Place);

/// <summary>
/// A test of one column or field. Negative operators are a <see cref="Not"/> around the positive one, so that they are its exact
/// opposite also where a field has several values.
/// </summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Name">The column or field, as it was written.</param>
/// <param name="Test">The operator.</param>
/// <param name="Values">What it is compared with: one value; two for <see cref="Test.Between"/>; any number for <see cref="Test.In"/>.</param>
/// <param name="IgnoresCase">Whether capitals and small letters are the same.</param>
public sealed record Condition(Place Place, string Name, Test Test, IReadOnlyList<Literal> Values, bool IgnoresCase) : Expression(Place);

/// <summary>The tests, without their negations and their forms that ignore case.</summary>
public enum Test
{
    /// <summary>The same (<c>==</c>, <c>=~</c>).</summary>
    Equal,

    /// <summary>Less (<c>&lt;</c>).</summary>
    Less,

    /// <summary>Less or the same.</summary>
    LessOrEqual,

    /// <summary>Greater.</summary>
    Greater,

    /// <summary>Greater or the same.</summary>
    GreaterOrEqual,

    /// <summary>One of several (<c>in</c>, <c>in~</c>).</summary>
    In,

    /// <summary>From the first to the second, both included (<c>between (a .. b)</c>).</summary>
    Between,

    /// <summary>Contains it as a whole word: not beside a letter or digit where it begins or ends with one (<c>has</c>).</summary>
    Has,

    /// <summary>Contains it.</summary>
    Contains,

    /// <summary>Begins with it.</summary>
    StartsWith,

    /// <summary>Ends with it.</summary>
    EndsWith,

    /// <summary>Some part of it matches a regular expression (<c>matches regex</c>; RE2).</summary>
    MatchesRegex,
}

/// <summary>A value in an expression.</summary>
/// <param name="Place">Where it stands.</param>
public abstract record Literal(Place Place);

/// <summary>A text.</summary>
public sealed record TextLiteral(Place Place, string Value) : Literal(Place);

/// <summary>A number.</summary>
public sealed record NumberLiteral(Place Place, double Value) : Literal(Place);

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed record BooleanLiteral(Place Place, bool Value) : Literal(Place);

/// <summary>A time.</summary>
public sealed record TimeLiteral(Place Place, DateTimeOffset Value) : Literal(Place);

using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>Types of expressions with an operator between two operands.</summary>
internal static class OperatorBinder
{
    private static readonly Dictionary<string, string> Comparisons = new(StringComparer.Ordinal)
    {
        ["=="] = "equal", ["!="] = "not_equal", ["<"] = "less", ["<="] = "less_equal", [">"] = "greater", [">="] = "greater_equal",
    };

    private static readonly Dictionary<string, string> Arithmetic = new(StringComparer.Ordinal)
    {
        ["+"] = "add", ["-"] = "subtract", ["*"] = "multiply", ["/"] = "divide", ["%"] = "modulo",
    };

    /// <summary>The expression of an operator.</summary>
    public static Scalar Bind(BinarySyntax syntax, Scalar left, Scalar right)
    {
        var name = syntax.Operator;
        if (name is "and" or "or") return new Operation(KqlType.Bool, name, [Conversions.Condition(left, syntax.Left.Span), Conversions.Condition(right, syntax.Right.Span)]);
        if (Comparisons.TryGetValue(name, out var comparison)) return Compare(syntax.Span, name, comparison, left, right);
        if (Arithmetic.TryGetValue(name, out var arithmetic)) return Calculate(syntax.Span, name, arithmetic, left, right);
        return Test(syntax, left, right);
    }

    /// <summary>A comparison.</summary>
    public static Operation Compare(Span span, string sign, string name, Scalar left, Scalar right)
    {
        var type = CommonOf(left, right) ?? throw new QueryException(span, $"`{sign}` cannot compare {Conversions.Article(left.Type)} with {Conversions.Article(right.Type)}{Hint(left, right)}");
        return new Operation(KqlType.Bool, name, [Conversions.To(left, type), Conversions.To(right, type)]);
    }

    /// <summary>The opposite.</summary>
    public static Operation Not(Scalar value) => new(KqlType.Bool, "not", [value]);

    /// <summary>Several conditions joined by <c>and</c> or <c>or</c>, as a tree that is not deep.</summary>
    public static Scalar Joined(string name, IReadOnlyList<Scalar> conditions)
    {
        if (conditions.Count == 1) return conditions[0];
        var half = conditions.Count / 2;
        return new Operation(KqlType.Bool, name, [Joined(name, [.. conditions.Take(half)]), Joined(name, [.. conditions.Skip(half)])]);
    }

    private static string Hint(Scalar left, Scalar right) =>
        left.Type == KqlType.String && right.Type.IsNumber() ? "; convert the string with tolong(…) or toreal(…)"
        : right.Type == KqlType.String && left.Type.IsNumber() ? "; convert the number with tostring(…), or write it without quotes"
        : right.Type == KqlType.String && left.Type == KqlType.DateTime ? "; write datetime(2026-03-01) or ago(1h)" : "";

    /// <summary>The type in which two values are compared: a dynamic value with a number as a number, with anything else as that.</summary>
    public static KqlType? CommonOf(Scalar left, Scalar right)
    {
        if (left.Type == right.Type) return left.Type;
        if (left.Type == KqlType.Dynamic) return right.Type.IsNumber() ? KqlType.Real : right.Type;
        if (right.Type == KqlType.Dynamic) return left.Type.IsNumber() ? KqlType.Real : left.Type;
        return KqlTypes.Common(left.Type, right.Type);
    }

    private static Operation Calculate(Span span, string sign, string name, Scalar left, Scalar right)
    {
        left = Known(left, right);
        right = Known(right, left);
        switch (left.Type, sign, right.Type)
        {
            case (KqlType.DateTime, "-", KqlType.DateTime):
            case (KqlType.TimeSpan, "+" or "-" or "%", KqlType.TimeSpan):
                return new Operation(KqlType.TimeSpan, name, [left, right]);
            case (KqlType.DateTime, "+" or "-", KqlType.TimeSpan):
            case (KqlType.TimeSpan, "+", KqlType.DateTime):
                return new Operation(KqlType.DateTime, name, [left, right]);
            case (KqlType.TimeSpan, "/", KqlType.TimeSpan):
                return new Operation(KqlType.Real, "divide", [new Operation(KqlType.Real, "ticks_real", [left]), new Operation(KqlType.Real, "ticks_real", [right])]);
            case (KqlType.TimeSpan, "*" or "/", _) when right.Type.IsNumber():
                return Scaled(name, left, right);
            case (_, "*", KqlType.TimeSpan) when left.Type.IsNumber():
                return Scaled(name, right, left);
        }

        if (!left.Type.IsNumber() || !right.Type.IsNumber())
            throw new QueryException(span, $"`{sign}` cannot be used between {Conversions.Article(left.Type)} and {Conversions.Article(right.Type)}{(left.Type == KqlType.String || right.Type == KqlType.String ? "; strings are joined with strcat(…)" : "")}");
        var type = KqlTypes.Common(left.Type, right.Type)!.Value;
        if (type == KqlType.Int) type = KqlType.Long;
        return new Operation(type, name == "divide" && type == KqlType.Long ? "divide_whole" : name, [Conversions.To(left, type), Conversions.To(right, type)]);
    }

    /// <summary>A timespan times or divided by a number.</summary>
    private static Operation Scaled(string name, Scalar span, Scalar number) =>
        number.Type.IsWhole()
            ? new Operation(KqlType.TimeSpan, name == "divide" ? "divide_whole" : name, [span, Conversions.To(number, KqlType.Long)])
            : new Operation(KqlType.TimeSpan, "real_ticks", [new Operation(KqlType.Real, name, [new Operation(KqlType.Real, "ticks_real", [span]), Conversions.To(number, KqlType.Real)])]);

    /// <summary>A dynamic value as what one calculates with.</summary>
    private static Scalar Known(Scalar value, Scalar other) =>
        value.Type != KqlType.Dynamic ? value : Conversions.To(value, other.Type is KqlType.DateTime or KqlType.TimeSpan ? other.Type : KqlType.Real);

    private static Operation Test(BinarySyntax syntax, Scalar left, Scalar right)
    {
        var name = syntax.Operator;
        var isNegated = name[0] == '!';
        name = name switch { "=~" or "!~" => "equal_ci", "matches regex" => "matches_regex", _ => isNegated ? name[1..] : name };
        var text = TextOf(left, syntax.Left.Span, syntax.Operator);
        var sought = TextOf(right, syntax.Right.Span, syntax.Operator);
        if (name == "matches_regex") Regexes.Check(sought, syntax.Right.Span);
        var test = new Operation(KqlType.Bool, name, [text, sought]);
        return isNegated ? Not(test) : test;
    }

    /// <summary>A string; a dynamic value and a number are converted.</summary>
    public static Scalar TextOf(Scalar value, Span span, string operation) =>
        value.Type is KqlType.String or KqlType.Dynamic or KqlType.Int or KqlType.Long or KqlType.Guid
            ? Conversions.To(value, KqlType.String)
            : throw new QueryException(span, $"`{operation}` takes a string, but this is {Conversions.Article(value.Type)}");
}

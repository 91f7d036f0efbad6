using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>Turns expressions into other types.</summary>
internal static class Conversions
{
    private static readonly Dictionary<KqlType, string> Operations = new()
    {
        [KqlType.Bool] = "to_bool", [KqlType.Int] = "to_int", [KqlType.Long] = "to_long", [KqlType.Real] = "to_real", [KqlType.Decimal] = "to_decimal",
        [KqlType.String] = "to_string", [KqlType.DateTime] = "to_datetime", [KqlType.TimeSpan] = "to_timespan", [KqlType.Dynamic] = "to_dynamic", [KqlType.Guid] = "to_guid",
    };

    /// <summary>What it costs to take a value for another type, to choose among signatures; null when it cannot be.</summary>
    public static int? Cost(KqlType from, KqlType to)
    {
        if (from == to) return 0;
        if (from.IsWhole() && to.IsNumber() && to != KqlType.Int) return to == KqlType.Long ? 1 : 2;
        if (from == KqlType.Real && to == KqlType.Decimal) return 3;
        return from == KqlType.Dynamic ? 4 : null;
    }

    /// <summary>A value as another type, by the rules of the conversion functions.</summary>
    public static Scalar To(Scalar value, KqlType type)
    {
        if (value.Type == type) return value;
        if (value is Constant constant && TryFold(constant, type) is { } folded) return folded;
        return new Operation(type, Operations[type], [value]);
    }

    /// <summary>The type that several values become together; a dynamic value becomes what the others are. Null when there is none.</summary>
    public static KqlType? Common(IEnumerable<Scalar> values)
    {
        KqlType? common = null;
        var hasDynamic = false;
        foreach (var value in values)
        {
            if (value is Constant { Value: null } && common is not null) continue;
            if (value.Type == KqlType.Dynamic)
            {
                hasDynamic = true;
                continue;
            }

            common = common is { } known ? KqlTypes.Common(known, value.Type) : value.Type;
            if (common is null) return null;
        }

        return common ?? (hasDynamic ? KqlType.Dynamic : null);
    }

    /// <summary>A condition; a dynamic value is converted.</summary>
    public static Scalar Condition(Scalar value, Span span) => value.Type switch
    {
        KqlType.Bool => value,
        KqlType.Dynamic => To(value, KqlType.Bool),
        _ => throw new QueryException(span, $"expected a bool, but this is {Article(value.Type)}"),
    };

    /// <summary>The name of a type, with its article.</summary>
    public static string Article(KqlType type) => type == KqlType.Int ? "an int" : "a " + type.Name();

    private static Constant? TryFold(Constant constant, KqlType type)
    {
        if (constant.Value is null) return type == KqlType.String ? null : Constant.Null(type);
        return (constant.Value, type) switch
        {
            (long number, KqlType.Real) when constant.Type.IsWhole() => new Constant(type, (double)number),
            (long number, KqlType.Decimal) when constant.Type.IsWhole() => new Constant(type, (decimal)number),
            (long number, KqlType.Long) when constant.Type == KqlType.Int => new Constant(type, number),
            (long number, KqlType.Int) when constant.Type == KqlType.Long && number is >= int.MinValue and <= int.MaxValue => new Constant(type, number),
            (string text, KqlType.Dynamic) when constant.Type is KqlType.String or KqlType.Guid => new Constant(type, Native.JsonText.Quoted(text)),
            (long number, KqlType.Dynamic) when constant.Type.IsWhole() => new Constant(type, number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            (bool value, KqlType.Dynamic) => new Constant(type, value ? "true" : "false"),
            (string json, KqlType.String) when constant.Type == KqlType.Dynamic => new Constant(type, Native.JsonText.Shown(json)),
            _ => null,
        };
    }
}

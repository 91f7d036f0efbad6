namespace Watchfloor.Kql.Semantics;

/// <summary>The scalar types of Kusto.</summary>
public enum KqlType
{
    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A whole number of 32 bits.</summary>
    Int,

    /// <summary>A whole number of 64 bits.</summary>
    Long,

    /// <summary>A floating-point number of 64 bits.</summary>
    Real,

    /// <summary>A decimal number: 30 digits before the point and 8 behind it.</summary>
    Decimal,

    /// <summary>A text. It is never null: what is missing is the empty text.</summary>
    String,

    /// <summary>A moment in UTC, in ticks of 100 ns since the year 1.</summary>
    DateTime,

    /// <summary>A length of time, in ticks of 100 ns.</summary>
    TimeSpan,

    /// <summary>A value whose type is known when it is read: kept as JSON.</summary>
    Dynamic,

    /// <summary>A unique identifier.</summary>
    Guid,
}

/// <summary>What is known of the types.</summary>
public static class KqlTypes
{
    private static readonly Dictionary<string, KqlType> ByName = new(StringComparer.Ordinal)
    {
        ["bool"] = KqlType.Bool, ["boolean"] = KqlType.Bool, ["int"] = KqlType.Int, ["long"] = KqlType.Long, ["real"] = KqlType.Real,
        ["double"] = KqlType.Real, ["decimal"] = KqlType.Decimal, ["string"] = KqlType.String, ["datetime"] = KqlType.DateTime,
        ["date"] = KqlType.DateTime, ["timespan"] = KqlType.TimeSpan, ["time"] = KqlType.TimeSpan, ["dynamic"] = KqlType.Dynamic,
        ["guid"] = KqlType.Guid, ["uuid"] = KqlType.Guid, ["uniqueid"] = KqlType.Guid,
    };

    /// <summary>Every name of a type.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>The type of a name, or null.</summary>
    public static KqlType? Find(string name) => ByName.TryGetValue(name, out var type) ? type : null;

    /// <summary>The type's name in a query.</summary>
    public static string Name(this KqlType type) => type switch
    {
        KqlType.Bool => "bool",
        KqlType.Int => "int",
        KqlType.Long => "long",
        KqlType.Real => "real",
        KqlType.Decimal => "decimal",
        KqlType.String => "string",
        KqlType.DateTime => "datetime",
        KqlType.TimeSpan => "timespan",
        KqlType.Dynamic => "dynamic",
        _ => "guid",
    };

    /// <summary>The name that <c>getschema</c> gives beside it.</summary>
    public static string SystemName(this KqlType type) => type switch
    {
        KqlType.Bool => "System.SByte",
        KqlType.Int => "System.Int32",
        KqlType.Long => "System.Int64",
        KqlType.Real => "System.Double",
        KqlType.Decimal => "System.Data.SqlTypes.SqlDecimal",
        KqlType.String => "System.String",
        KqlType.DateTime => "System.DateTime",
        KqlType.TimeSpan => "System.TimeSpan",
        KqlType.Dynamic => "System.Object",
        _ => "System.Guid",
    };

    /// <summary>Whether one can calculate with it.</summary>
    public static bool IsNumber(this KqlType type) => type is KqlType.Int or KqlType.Long or KqlType.Real or KqlType.Decimal;

    /// <summary>Whether it is a whole number.</summary>
    public static bool IsWhole(this KqlType type) => type is KqlType.Int or KqlType.Long;

    /// <summary>The type that both can become without loss; null when there is none.</summary>
    public static KqlType? Common(KqlType a, KqlType b)
    {
        if (a == b) return a;
        if (a.IsNumber() && b.IsNumber()) return a == KqlType.Decimal || b == KqlType.Decimal ? KqlType.Decimal : a == KqlType.Real || b == KqlType.Real ? KqlType.Real : KqlType.Long;
        return null;
    }
}

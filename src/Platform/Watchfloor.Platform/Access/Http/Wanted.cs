namespace Watchfloor.Platform.Access.Http;

/// <summary>What to write where a value of a type is wanted, for whoever wrote something else.</summary>
internal static class Wanted
{
    /// <summary>In words, with an example where the form matters.</summary>
    public static string Of(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum) return "one of " + string.Join(", ", Enum.GetNames(plain));
        if (plain == typeof(DateTimeOffset)) return "a time such as 2026-03-01T08:15:00Z";
        if (plain == typeof(bool)) return "true or false";
        if (plain == typeof(int) || plain == typeof(long)) return "a whole number";
        if (plain == typeof(double) || plain == typeof(decimal)) return "a number";
        if (plain == typeof(string)) return "a text";
        return plain.IsAssignableTo(typeof(System.Collections.IEnumerable)) ? "a list" : "an object";
    }
}

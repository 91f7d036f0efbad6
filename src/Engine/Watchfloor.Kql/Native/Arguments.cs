using System.Globalization;

namespace Watchfloor.Kql.Native;

/// <summary>Reads arguments of native functions and writes their results.</summary>
internal static class Arguments
{
    /// <summary>The text at a place; empty where there is none.</summary>
    public static string Text(this ReadOnlySpan<string?> arguments, int at) => at < arguments.Length ? arguments[at] ?? "" : "";

    /// <summary>The whole number at a place; null where there is none.</summary>
    public static long? Long(this ReadOnlySpan<string?> arguments, int at) =>
        at < arguments.Length && long.TryParse(arguments[at], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>The whole number at a place, made to fit an index; <paramref name="otherwise"/> where there is none.</summary>
    public static int Index(this ReadOnlySpan<string?> arguments, int at, int otherwise) =>
        arguments.Long(at) is { } value ? (int)Math.Clamp(value, int.MinValue + 1, int.MaxValue) : otherwise;

    /// <summary>A truth value as text.</summary>
    public static string Text(bool value) => value ? "true" : "false";

    /// <summary>A truth value as text, or null.</summary>
    public static string? Text(bool? value) => value is { } known ? Text(known) : null;

    /// <summary>A whole number as text, or null.</summary>
    public static string? Text(long? value) => value?.ToString(CultureInfo.InvariantCulture);
}

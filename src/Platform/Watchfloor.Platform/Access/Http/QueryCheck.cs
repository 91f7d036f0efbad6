using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Watchfloor.Contracts.Errors;

namespace Watchfloor.Platform.Access.Http;

/// <summary>What is wrong with the parameters of an address. One that is misspelt would otherwise be no filter at all, in silence.</summary>
internal static partial class QueryCheck
{
    private const int MaxShown = 100;

    /// <summary>The first parameter that the endpoint does not know, as an error; null when it knows all, or does not say which it reads.</summary>
    public static Error? Unknown(HttpContext context)
    {
        if (context.Request.Query.Count == 0 || ParametersOf(context.GetEndpoint()) is not { Count: > 0 } known) return null;
        var unknown = context.Request.Query.Keys.FirstOrDefault(key => !known.Any(p => string.Equals(p.Name, key, StringComparison.OrdinalIgnoreCase)));
        return unknown is null ? null : CommonErrors.Invalid(Shown(unknown), $"{Shown(unknown)} is not known here; known are {string.Join(", ", known.Select(p => p.Name))}.");
    }

    /// <summary>The error for a parameter whose value could not be read.</summary>
    public static Error Unreadable(HttpContext context, BadHttpRequestException fault)
    {
        if (Parameter().Match(fault.Message) is not { Success: true } match || ParametersOf(context.GetEndpoint())?.FirstOrDefault(p => p.Name == match.Groups[1].Value) is not { } parameter)
            return new Error(ErrorKind.Invalid, "invalid", "The request is not what is wanted here.");
        return CommonErrors.Invalid(parameter.Name!, $"{parameter.Name} is '{Shown(context.Request.Query[parameter.Name!].ToString())}'; wanted is {Wanted.Of(parameter.ParameterType)}.");
    }

    private static string Shown(string text) => text.Length <= MaxShown ? text : text[..MaxShown] + "…";

    /// <summary>The parameters that an endpoint takes from the query.</summary>
    private static List<ParameterInfo>? ParametersOf(Endpoint? endpoint) => endpoint is RouteEndpoint route && route.Metadata.GetMetadata<MethodInfo>() is { } method
        ? [.. method.GetParameters().Where(p => IsPlain(p.ParameterType) && route.RoutePattern.GetParameter(p.Name!) is null)]
        : null;

    private static bool IsPlain(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is var plain && (plain == typeof(string) || plain == typeof(string[]) || plain.IsPrimitive || plain == typeof(DateTimeOffset));

    // What the framework says when it cannot bind one; a test holds it to that.
    [GeneratedRegex("parameter \"[^\"]*?(\\w+)\"", RegexOptions.NonBacktracking)]
    private static partial Regex Parameter();
}

using System.Text.RegularExpressions;
using Watchfloor.Kql.Syntax;

namespace Watchfloor.Kql.Semantics.Binding;

/// <summary>Tests regular expressions before the query runs.</summary>
internal static class Regexes
{
    /// <summary>Whether an expression that is known is one.</summary>
    public static void Check(Scalar regex, Span span)
    {
        if (regex is not Constant { Value: string text }) return;
        try
        {
            _ = new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new QueryException(span, $"`{text}` is no regular expression: {Reason(e)}");
        }
    }

    private static string Reason(Exception e) =>
        e is RegexParseException parse ? parse.Error.ToString() : "it looks back or ahead, or repeats what it found, which is not there";
}

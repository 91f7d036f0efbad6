using System.Diagnostics.CodeAnalysis;

namespace Watchfloor.Kql;

/// <summary>Reads the expression of a Kusto <c>where</c>.</summary>
public static class Filter
{
    /// <summary>The longest expression, in UTF-16 units.</summary>
    public const int MaxLength = 65_536;

    /// <summary>Reads an expression.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="now">What <c>now()</c> and <c>ago()</c> count from.</param>
    /// <param name="expression">What it means.</param>
    /// <param name="error">The first mistake.</param>
    public static bool TryParse(string text, DateTimeOffset now, [NotNullWhen(true)] out Expression? expression, [NotNullWhen(false)] out KqlError? error)
    {
        expression = null;
        error = null;
        try
        {
            if (text.Length > MaxLength) throw new KqlException(new KqlError(1, 1, $"the filter is longer than {MaxLength} characters"));
            expression = new Parser(new Lexer(text).Read(), now).Read();
            return true;
        }
        catch (KqlException e)
        {
            error = e.Error;
            return false;
        }
    }
}

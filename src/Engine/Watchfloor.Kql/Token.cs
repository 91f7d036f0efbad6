namespace Watchfloor.Kql;

/// <summary>A word of an expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The name, the operator, the text without its quotes, or the number as written.</param>
/// <param name="Place">Where it begins.</param>
internal readonly record struct Token(TokenKind Kind, string Text, Place Place)
{
    /// <summary>How to speak of it in a message.</summary>
    public string Shown => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => "a text",
        _ => $"'{Text}'",
    };
}

internal enum TokenKind
{
    Name,
    Text,
    Number,
    Timespan,
    Symbol,
    End,
}

namespace Watchfloor.Kql.Syntax;

/// <summary>What a word of a query is.</summary>
internal enum QueryTokenKind
{
    /// <summary>A name or keyword.</summary>
    Name,

    /// <summary>A name in brackets and quotes, such as <c>['user name']</c>: never a keyword.</summary>
    QuotedName,

    /// <summary>A text; its value is without quotes and escapes.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number with a fraction or an exponent.</summary>
    Real,

    /// <summary>A span of time with a unit, such as <c>1.5h</c>.</summary>
    Timespan,

    /// <summary>An operator or bracket.</summary>
    Symbol,

    /// <summary>The end of the query.</summary>
    End,
}

/// <summary>A word of a query.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">What it says; of a text its value.</param>
/// <param name="Span">Where it stands.</param>
internal readonly record struct QueryToken(QueryTokenKind Kind, string Text, Span Span)
{
    /// <summary>Whether it is this keyword.</summary>
    public bool IsWord(string word) => Kind == QueryTokenKind.Name && Text == word;

    /// <summary>Whether it is this symbol.</summary>
    public bool Is(string symbol) => Kind == QueryTokenKind.Symbol && Text == symbol;

    /// <summary>As a message names it.</summary>
    public string Shown => Kind switch
    {
        QueryTokenKind.End => "the end of the query",
        QueryTokenKind.Text => "a string",
        _ => $"'{Text}'",
    };
}

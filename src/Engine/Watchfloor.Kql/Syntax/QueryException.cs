namespace Watchfloor.Kql.Syntax;

/// <summary>Ends the reading of a part of a query at its first mistake; never leaves this library.</summary>
internal sealed class QueryException(Span span, string message) : Exception(message)
{
    /// <summary>Where the mistake is.</summary>
    public Span Span => span;
}

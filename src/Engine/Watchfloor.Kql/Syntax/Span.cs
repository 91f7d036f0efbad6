namespace Watchfloor.Kql.Syntax;

/// <summary>A piece of the query's text.</summary>
/// <param name="Start">The place of its first character.</param>
/// <param name="End">The place behind its last.</param>
public readonly record struct Span(int Start, int End)
{
    /// <summary>From the beginning of one piece to the end of another.</summary>
    public static Span Over(Span first, Span last) => new(first.Start, last.End);
}

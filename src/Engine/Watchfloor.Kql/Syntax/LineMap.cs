namespace Watchfloor.Kql.Syntax;

/// <summary>The lines and columns of a text.</summary>
internal sealed class LineMap(string text)
{
    private readonly List<int> _starts = [0, .. text.Select((c, i) => (c, i)).Where(p => p.c == '\n').Select(p => p.i + 1)];

    /// <summary>The mistake of a piece of the text.</summary>
    public KqlError Error(Span span, string message)
    {
        var line = _starts.BinarySearch(span.Start);
        if (line < 0) line = ~line - 1;
        return new KqlError(line + 1, span.Start - _starts[line] + 1, message);
    }
}

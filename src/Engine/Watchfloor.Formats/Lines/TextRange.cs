namespace Watchfloor.Formats.Lines;

/// <summary>A part of a line, in bytes from the line's start. The default is empty and stands for an absent part.</summary>
internal readonly record struct TextRange(int Start, int Length)
{
    public int End => Start + Length;

    public bool IsEmpty => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line) => line.Slice(Start, Length);
}

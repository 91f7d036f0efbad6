using Watchfloor.Events;

namespace Watchfloor.Formats.Lines;

/// <summary>
/// Walks the lines of a batch's input: split at LF, CR before it trimmed, empty lines and a byte order mark at the start of the
/// stream left out. Without <c>endOfInput</c> a last line that has no LF yet is not shown.
/// </summary>
internal ref struct LineSplitter(EventBatch batch, bool endOfInput)
{
    private readonly ReadOnlySpan<byte> _input = batch.Input;
    private readonly bool _startOfStream = batch.InputOffset == 0;

    /// <summary>Where the line begins in the input and the arena.</summary>
    public int Start { get; private set; }

    /// <summary>The line's length in bytes without its ending.</summary>
    public int Length { get; private set; }

    /// <summary>Behind the line and its ending: how much of the input is done with.</summary>
    public int Next { get; private set; }

    /// <summary>The line as it stands in the input.</summary>
    public readonly ReadOnlySpan<byte> Line => _input.Slice(Start, Length);

    /// <summary>Goes to the next line that is not empty.</summary>
    public bool MoveNext()
    {
        while (Next < _input.Length)
        {
            var rest = _input[Next..];
            var end = rest.IndexOf((byte)'\n');
            if (end < 0 && !endOfInput) return false;
            Start = Next;
            Length = end < 0 ? rest.Length : end;
            Next += end < 0 ? rest.Length : end + 1;
            Trim();
            if (Length > 0) return true;
        }

        return false;
    }

    private void Trim()
    {
        if (Start == 0 && _startOfStream && Line.StartsWith("\uFEFF"u8))
        {
            Start += 3;
            Length -= 3;
        }

        while (Length > 0 && _input[Start + Length - 1] == '\r') Length--;
    }
}

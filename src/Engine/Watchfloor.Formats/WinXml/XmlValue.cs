using Watchfloor.Events;

namespace Watchfloor.Formats.WinXml;

/// <summary>
/// The text of an element or attribute as a range of the arena. As long as it is one piece without entities it is the input itself;
/// otherwise it is put together behind the arena's end.
/// </summary>
internal struct XmlValue
{
    private bool _isCopy;

    public int Offset { get; private set; }

    public int Length { get; set; }

    public readonly ReadOnlySpan<byte> In(EventBatch batch) => batch.Arena.Slice(Offset, Length);

    /// <summary>Adds a piece of text. Nothing else may be appended to the arena between two pieces.</summary>
    /// <returns>False when it has an entity that is not known.</returns>
    public bool Add(EventBatch batch, int offset, int length, bool escaped)
    {
        if (length == 0) return true;
        var piece = batch.Arena.Slice(offset, length);
        escaped = escaped && piece.Contains((byte)'&');
        if (Length == 0 && !escaped)
        {
            (Offset, Length) = (offset, length);
            return true;
        }

        if (!_isCopy && Length > 0) Offset = batch.Append(In(batch));
        var room = batch.Reserve(length);
        var written = escaped ? XmlText.Unescape(piece, room) : length;
        if (written < 0) return false;
        if (!escaped) piece.CopyTo(room);
        var at = batch.Commit(written);
        if (Length == 0) Offset = at;
        Length += written;
        _isCopy = true;
        return true;
    }

    /// <summary>Leaves out the blanks around.</summary>
    public void Trim(EventBatch batch)
    {
        var text = In(batch);
        var trimmed = text.TrimStart(" \t\r\n"u8);
        Offset += text.Length - trimmed.Length;
        Length = trimmed.TrimEnd(" \t\r\n"u8).Length;
    }
}

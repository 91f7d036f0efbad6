using System.Buffers;
using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Auditd;

/// <summary>
/// The arguments of EXECVE records: <c>a0="ls"</c>, <c>a1=2D6C</c>, and long ones in pieces that may go on in the next record
/// (<c>a2_len=9000 a2[0]=… a2[1]=…</c>), which are put together again.
/// </summary>
internal sealed class AuditArguments(FieldNames names)
{
    private readonly ArrayBufferWriter<byte> _pieces = new();
    private int _field = -1;

    /// <summary>True for <c>a12</c> and <c>a12[3]</c>.</summary>
    public static bool Is(ReadOnlySpan<byte> key)
    {
        if (key.Length < 2 || key[0] != 'a') return false;
        var end = key[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 || (end > 0 && key[end + 1] == '[');
    }

    /// <summary>Forgets pieces of an event that was given up.</summary>
    public void Clear()
    {
        _pieces.ResetWrittenCount();
        _field = -1;
    }

    /// <summary>Adds an argument, or keeps a piece until its last has come.</summary>
    public void Add(EventBatch batch, ReadOnlySpan<byte> key, TextRange value, AuditQuote quote)
    {
        var bracket = key.IndexOf((byte)'[');
        var field = names.Intern(bracket < 0 ? key : key[..bracket]);
        if (bracket < 0 || field != _field) Flush(batch);
        var text = value.Of(batch.Arena);
        var isHex = quote == AuditQuote.None && HexText.Is(text);
        if (bracket >= 0) Keep(field, text, isHex);
        else if (isHex) HexText.Add(batch, field, text, nulAsSpace: false);
        else batch.Add(field, value.Start, value.Length, ValueKind.Text);
    }

    /// <summary>Adds the argument whose pieces have been kept.</summary>
    public void Flush(EventBatch batch)
    {
        if (_field >= 0)
        {
            // A character may be split over two pieces, so the text is made valid only now.
            var at = Utf8Text.Append(batch, _pieces.WrittenSpan, out var length);
            batch.Add(_field, at, length, ValueKind.Text);
        }

        Clear();
    }

    private void Keep(int field, ReadOnlySpan<byte> text, bool isHex)
    {
        _field = field;
        if (isHex)
        {
            HexText.Decode(text, _pieces.GetSpan(text.Length / 2));
            _pieces.Advance(text.Length / 2);
        }
        else
        {
            _pieces.Write(text);
        }
    }
}

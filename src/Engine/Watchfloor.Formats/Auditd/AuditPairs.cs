using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Auditd;

/// <summary>How a value of an audit record was written.</summary>
internal enum AuditQuote
{
    /// <summary>Without quotes: a number, a word, or hexadecimal text.</summary>
    None,

    /// <summary>In <c>"</c>: text as it is.</summary>
    Double,

    /// <summary>In <c>'</c>: the message of a user-space program, with pairs of its own.</summary>
    Single,
}

/// <summary>
/// Walks the <c>key=value</c> pairs of a record's body; words between them are passed over. Behind the separator 0x1D auditd repeats
/// fields with the names that their numbers stand for.
/// </summary>
internal ref struct AuditPairs(ReadOnlySpan<byte> body)
{
    private readonly ReadOnlySpan<byte> _body = body;
    private int _at;

    public TextRange Key { get; private set; }

    /// <summary>The value without its quotes.</summary>
    public TextRange Value { get; private set; }

    public AuditQuote Quote { get; private set; }

    public bool MoveNext()
    {
        while (_at < _body.Length)
        {
            // Old user-space messages wrap pairs in parentheses and set commas between them.
            while (_at < _body.Length && _body[_at] is (byte)' ' or (byte)'(' or (byte)',' or 0x1D) _at++;
            var length = _body[_at..].IndexOfAny(" =\x1D"u8);
            if (length < 0) break;
            if (_body[_at + length] == '=' && length > 0)
            {
                Key = new TextRange(_at, length);
                _at += length + 1;
                ReadValue();
                return true;
            }

            _at += length + 1;
        }

        _at = _body.Length;
        return false;
    }

    private void ReadValue()
    {
        var rest = _body[_at..];
        Quote = rest.IsEmpty ? AuditQuote.None : rest[0] switch
        {
            (byte)'"' => AuditQuote.Double,
            (byte)'\'' => AuditQuote.Single,
            _ => AuditQuote.None,
        };
        var length = Quote == AuditQuote.None ? -1 : ClosingQuote(rest);
        if (length < 0)
        {
            Quote = AuditQuote.None;
            length = rest.IndexOfAny(" \x1D"u8);
            if (length < 0) length = rest.Length;
            Value = new TextRange(_at, rest[..length].TrimEnd(",)"u8).Length);
            if (rest.StartsWith("("u8)) Value = new TextRange(_at, rest[..length].TrimEnd((byte)',').Length);
            _at += length;
            return;
        }

        Value = new TextRange(_at + 1, length);
        _at += length + 2;
    }

    /// <summary>
    /// The kernel and libaudit write text that contains <c>"</c> in hexadecimal, so the next one closes. A user-space message ends at
    /// the last <c>'</c> before the enrichment.
    /// </summary>
    private readonly int ClosingQuote(ReadOnlySpan<byte> rest)
    {
        if (Quote == AuditQuote.Double) return rest[1..].IndexOf((byte)'"');
        var own = rest.IndexOf((byte)0x1D);
        return (own < 0 ? rest : rest[..own])[1..].LastIndexOf((byte)'\'');
    }
}

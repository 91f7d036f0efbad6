using System.Buffers;

namespace Watchfloor.Formats.WinXml;

/// <summary>What <see cref="XmlTokenizer.Next"/> found.</summary>
internal enum XmlToken
{
    /// <summary>The end of the text.</summary>
    End,

    /// <summary>The beginning of a start tag; its attributes follow.</summary>
    Start,

    /// <summary>An attribute of the start tag before.</summary>
    Attribute,

    /// <summary>An end tag, or the end of a tag that closes itself.</summary>
    Finish,

    /// <summary>Text whose entities are not resolved yet.</summary>
    Text,

    /// <summary>A CDATA section: text that has no entities.</summary>
    Literal,

    /// <summary>Not XML, or more XML than is read here; <see cref="XmlTokenizer.Fault"/> says why.</summary>
    Fault,
}

/// <summary>
/// The part of XML 1.0 that event records use, over UTF-8 bytes: elements, attributes, text, CDATA. Comments and processing
/// instructions are passed over. There is no document type, hence no entity but the five and the numeric ones.
/// </summary>
internal ref struct XmlTokenizer(ReadOnlySpan<byte> text)
{
    private static readonly SearchValues<byte> NameEnd = SearchValues.Create(" \t\r\n/>=<\"'&"u8);

    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;
    private Range _tag;
    private bool _inTag;

    /// <summary>Where the name of the tag or attribute stands.</summary>
    public Range Name { get; private set; }

    /// <summary>Where the text or the attribute's value stands.</summary>
    public Range Value { get; private set; }

    /// <summary>Why this is no XML.</summary>
    public string? Fault { get; private set; }

    public XmlToken Next()
    {
        if (_inTag && NextInTag() is { } token) return token;
        while (_at < _text.Length)
        {
            var rest = _text[_at..];
            if (rest[0] != '<') return TextToken(rest);
            if (rest.StartsWith("<!--"u8))
            {
                if (!PassOver(rest, "-->"u8)) return Bad("a comment without end");
            }
            else if (rest.StartsWith("<![CDATA["u8))
            {
                var start = _at + 9;
                if (!PassOver(rest, "]]>"u8)) return Bad("a CDATA section without end");
                Value = start..(_at - 3);
                return XmlToken.Literal;
            }
            else if (rest.StartsWith("<?"u8))
            {
                if (!PassOver(rest, "?>"u8)) return Bad("a processing instruction without end");
            }
            else if (rest.StartsWith("<!"u8)) return Bad("a document type declaration");
            else return rest.StartsWith("</"u8) ? EndTag() : StartTag();
        }

        return XmlToken.End;
    }

    private XmlToken TextToken(ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOf((byte)'<');
        if (length < 0) length = rest.Length;
        Value = _at..(_at + length);
        _at += length;
        return XmlToken.Text;
    }

    private XmlToken StartTag()
    {
        _at++;
        if (!ReadName()) return Bad("a tag without name");
        _tag = Name;
        _inTag = true;
        return XmlToken.Start;
    }

    private XmlToken EndTag()
    {
        _at += 2;
        if (!ReadName()) return Bad("a tag without name");
        SkipBlanks();
        if (_at == _text.Length || _text[_at] != '>') return Bad("a tag without end");
        _at++;
        return XmlToken.Finish;
    }

    /// <returns>Null behind a tag that does not close itself.</returns>
    private XmlToken? NextInTag()
    {
        SkipBlanks();
        if (_at == _text.Length) return Bad("a tag without end");
        if (_text[_at] == '/' && _at + 1 < _text.Length && _text[_at + 1] == '>')
        {
            _inTag = false;
            _at += 2;
            Name = _tag;
            return XmlToken.Finish;
        }

        if (_text[_at] == '>')
        {
            _inTag = false;
            _at++;
            return null;
        }

        if (!ReadName()) return Bad("an attribute without name");
        SkipBlanks();
        if (_at == _text.Length || _text[_at++] != '=') return Bad("an attribute without value");
        SkipBlanks();
        if (_at == _text.Length || _text[_at] is not ((byte)'"' or (byte)'\'')) return Bad("an attribute without quotes");
        var quote = _text[_at++];
        var length = _text[_at..].IndexOf(quote);
        if (length < 0 || _text.Slice(_at, length).Contains((byte)'<')) return Bad("an attribute without closing quote");
        Value = _at..(_at + length);
        _at += length + 1;
        return XmlToken.Attribute;
    }

    private bool ReadName()
    {
        var length = _text[_at..].IndexOfAny(NameEnd);
        if (length < 0) length = _text.Length - _at;
        Name = _at..(_at + length);
        _at += length;
        return length > 0;
    }

    private void SkipBlanks()
    {
        var length = _text[_at..].IndexOfAnyExcept(" \t\r\n"u8);
        _at = length < 0 ? _text.Length : _at + length;
    }

    private bool PassOver(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> ending)
    {
        var end = rest.IndexOf(ending);
        if (end < 0) return false;
        _at += end + ending.Length;
        return true;
    }

    private XmlToken Bad(string fault)
    {
        Fault = fault;
        _at = _text.Length;
        _inTag = false;
        return XmlToken.Fault;
    }
}

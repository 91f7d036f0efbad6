using Watchfloor.Events;

namespace Watchfloor.Formats.WinXml;

/// <summary>Walks the XML of one event and adds what it finds to the open event of the batch.</summary>
internal ref struct WindowsXmlParser(EventBatch batch, int offset, int length, DecodeLimits limits)
{
    // Whatever is appended to the arena, this span stays readable.
    private readonly ReadOnlySpan<byte> _text = batch.Arena.Slice(offset, length);
    private XmlTokenizer _xml = new(batch.Arena.Slice(offset, length));
    private XmlValue _value;
    private Section _section;
    private int _sectionDepth;
    private int _depth;

    /// <summary>The children of <c>Event</c>, as far as they are treated differently.</summary>
    private enum Section
    {
        None,
        System,
        EventData,
        RenderingInfo,
        Other,
    }

    /// <returns>Why the text could not be read, or null when it could.</returns>
    public string? Run()
    {
        Span<Level> levels = limits.MaxDepth <= 64 ? stackalloc Level[limits.MaxDepth] : new Level[limits.MaxDepth];
        while (true)
        {
            var token = _xml.Next();
            if (token == XmlToken.End) return _depth > 0 || _sectionDepth == 0 ? "ends early" : null;
            var fault = token switch
            {
                XmlToken.Start => Start(levels),
                XmlToken.Attribute => Attribute(ref levels[_depth - 1]),
                XmlToken.Finish => Finish(levels),
                XmlToken.Text or XmlToken.Literal => Text(escaped: token == XmlToken.Text),
                _ => _xml.Fault,
            };
            if (fault is not null) return fault;
            if (batch.OpenFieldCount > limits.MaxFields) return $"more than {limits.MaxFields:N0} values";
        }
    }

    private string? Start(scoped Span<Level> levels)
    {
        if (_depth == levels.Length) return $"nested deeper than {limits.MaxDepth}";
        var name = XmlNames.Local(_text[_xml.Name]);
        if (_depth > 0) levels[_depth - 1].IsParent = true;
        else if (_sectionDepth > 0) return "something behind the event";
        else if (name.SequenceEqual("Event"u8)) _sectionDepth = 2;
        else if (SectionOf(name) != Section.Other || name.SequenceEqual("UserData"u8)) _sectionDepth = 1;
        else return "not a Windows event";
        levels[_depth++] = new Level { Name = _xml.Name };
        if (_depth == _sectionDepth) _section = SectionOf(name);
        _value = default;
        return null;
    }

    private string? Attribute(ref Level level)
    {
        var name = _text[_xml.Name];
        if (_section == Section.None || XmlNames.IsOfXml(name)) return null;
        var (start, count) = _xml.Value.GetOffsetAndLength(length);
        var value = default(XmlValue);
        if (!value.Add(batch, offset + start, count, escaped: true)) return "an unknown entity";
        if (_section == Section.EventData && _depth > _sectionDepth && name.SequenceEqual("Name"u8))
            level.Field = batch.Names.Intern(value.In(batch));
        else
            batch.Add(FieldOf(level, XmlNames.Local(name)), value.Offset, value.Length, ValueKind.Text);
        return null;
    }

    private string? Text(bool escaped)
    {
        var (start, count) = _xml.Value.GetOffsetAndLength(length);
        if (_depth == 0) return _text.Slice(start, count).ContainsAnyExcept(" \t\r\n"u8) ? "text outside of the event" : null;
        return _value.Add(batch, offset + start, count, escaped) ? null : "an unknown entity";
    }

    private string? Finish(scoped Span<Level> levels)
    {
        if (_depth == 0 || !_text[_xml.Name].SequenceEqual(_text[levels[_depth - 1].Name])) return "an end tag that closes nothing";
        var level = levels[_depth - 1];
        if (!level.IsParent && _section != Section.None) AddLeaf(level);
        _value = default;
        if (_depth-- == _sectionDepth) _section = Section.None;
        return null;
    }

    private void AddLeaf(Level level)
    {
        var value = _value.In(batch);
        var trimmed = value.Trim(" \t\r\n"u8);
        var isData = _section is Section.EventData or Section.Other && _depth > _sectionDepth;
        if (trimmed.IsEmpty && !isData) return;
        // Data is kept as it is. But a line break alone comes from pretty-printing, not from the event.
        if (trimmed.IsEmpty && value.Contains((byte)'\n')) _value.Length = 0;
        if (!isData) _value.Trim(batch);
        batch.Add(level.Field ?? FieldOf(level), _value.Offset, _value.Length, ValueKind.Text);
    }

    private readonly int FieldOf(Level level, ReadOnlySpan<byte> attribute = default)
    {
        var prefix = _section == Section.RenderingInfo && _depth > _sectionDepth ? "RenderingInfo_"u8 : default;
        return XmlNames.Intern(batch.Names, prefix, XmlNames.Local(_text[level.Name]), attribute);
    }

    private static Section SectionOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("System"u8) ? Section.System
        : name.SequenceEqual("EventData"u8) ? Section.EventData
        : name.SequenceEqual("RenderingInfo"u8) ? Section.RenderingInfo
        : Section.Other;

    /// <summary>An open element.</summary>
    private struct Level
    {
        public Range Name;

        /// <summary>The field that its <c>Name</c> attribute gives, or null.</summary>
        public int? Field;

        public bool IsParent;
    }
}

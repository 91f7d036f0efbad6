using System.Buffers.Binary;
using System.Text;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>Writes one chunk the way Windows does: a name or template stands where it is first used, later uses refer to it.</summary>
internal sealed class ChunkWriter
{
    public const int Bytes = 65_536;

    private readonly byte[] _chunk = new byte[Bytes];
    private readonly Dictionary<string, int> _names = [];
    private readonly Dictionary<Guid, int> _templates = [];
    private int _at = 512;
    private ulong _first;
    private ulong _last;

    /// <summary>Adds a record: an <see cref="Instance"/>, an <see cref="Element"/>, or raw BinXML as bytes.</summary>
    public void Add(ulong number, params object[] fragments)
    {
        _first = _first == 0 ? number : _first;
        _last = number;
        var start = _at;
        Put("**\0\0"u8);
        _at += 4;
        UInt64(number);
        UInt64(133_000_000_000_000_000);
        foreach (var fragment in fragments) Fragment(fragment);
        Byte(0);
        _at = (_at + 7) & ~7;
        var size = _at + 4 - start;
        UInt32((uint)size);
        BinaryPrimitives.WriteInt32LittleEndian(_chunk.AsSpan(start + 4), size);
    }

    /// <summary>The chunk with its header.</summary>
    public byte[] Finish()
    {
        var free = _at;
        _at = 0;
        Put("ElfChnk\0"u8);
        foreach (var number in (ulong[])[_first, _last, _first, _last]) UInt64(number);
        UInt32(128);
        UInt32(512);
        UInt32((uint)free);
        UInt32(Crc32.Of(_chunk.AsSpan(512, free - 512)));
        _at = 124;
        UInt32(Crc32.Of(_chunk.AsSpan(128, 384), Crc32.Of(_chunk.AsSpan(0, 120))));
        return _chunk;
    }

    private void Fragment(object fragment)
    {
        Put([0x0F, 1, 1, 0]);
        if (fragment is Instance instance) Instance(instance);
        else if (fragment is Element element) Element(element, inTemplate: false);
        else Put((byte[])fragment);
    }

    private void Instance(Instance instance)
    {
        var (identifier, root) = instance.Template;
        Put([0x0C, 1]);
        Put(identifier.ToByteArray().AsSpan(0, 4));
        var isFirst = !_templates.TryGetValue(identifier, out var place);
        if (isFirst) _templates[identifier] = place = _at + 4;
        UInt32((uint)place);
        if (isFirst) Definition(identifier, root);
        UInt32((uint)instance.Values.Length);
        var descriptors = _at;
        _at += 4 * instance.Values.Length;
        foreach (var value in instance.Values)
        {
            var start = _at;
            if (value.Fragment is null) Put(value.Bytes);
            else Nested(value.Fragment);
            BinaryPrimitives.WriteUInt16LittleEndian(_chunk.AsSpan(descriptors), (ushort)(_at - start));
            _chunk[descriptors + 2] = value.Type;
            descriptors += 4;
        }
    }

    private void Nested(object fragment)
    {
        Fragment(fragment);
        Byte(0);
    }

    private void Definition(Guid identifier, Element root)
    {
        UInt32(0);
        Put(identifier.ToByteArray());
        var size = Size();
        Put([0x0F, 1, 1, 0]);
        Element(root, inTemplate: true);
        Byte(0);
        Close(size);
    }

    private void Element(Element element, bool inTemplate)
    {
        Byte((byte)(element.Attributes.Length > 0 ? 0x41 : 0x01));
        if (inTemplate) UInt16(element.Dependency);
        var size = Size();
        Name(element.Name);
        if (element.Attributes.Length > 0)
        {
            var list = Size();
            foreach (var (name, text) in element.Attributes)
            {
                Byte((byte)(name == element.Attributes[^1].Name ? 0x06 : 0x46));
                Name(name);
                foreach (var piece in text) Content(piece, inTemplate);
            }

            Close(list);
        }

        if (element.Content.Length == 0) Byte(0x03);
        else
        {
            Byte(0x02);
            foreach (var piece in element.Content) Content(piece, inTemplate);
            Byte(0x04);
        }

        Close(size);
    }

    private void Content(Xml piece, bool inTemplate)
    {
        switch (piece)
        {
            case Element element: Element(element, inTemplate); break;
            case Literal literal: Put([0x05, 0x01]); Text(literal.Text); break;
            case CData data: Byte(0x07); Text(data.Text); break;
            case Character character: Byte(0x08); UInt16(character.Code); break;
            case Entity entity: Byte(0x09); Name(entity.Name); break;
            case Instruction instruction: Byte(0x0A); Name(instruction.Target); Byte(0x0B); Text(instruction.Data); break;
            case Slot slot: Byte((byte)(slot.Optional ? 0x0E : 0x0D)); UInt16((ushort)slot.Index); Byte(slot.Type); break;
        }
    }

    private void Name(string name)
    {
        if (_names.TryGetValue(name, out var place))
        {
            UInt32((uint)place);
            return;
        }

        _names[name] = _at + 4;
        UInt32((uint)_at + 4);
        UInt32(0);
        UInt16(0); // a hash that readers do not need
        Text(name);
        UInt16(0);
    }

    private void Text(string text)
    {
        UInt16((ushort)text.Length);
        Put(Encoding.Unicode.GetBytes(text));
    }

    private int Size()
    {
        _at += 4;
        return _at;
    }

    private void Close(int size) => BinaryPrimitives.WriteInt32LittleEndian(_chunk.AsSpan(size - 4), _at - size);

    private void Byte(byte value) => _chunk[_at++] = value;

    private void UInt16(ushort value) => Put(BitConverter.GetBytes(value));

    private void UInt32(uint value) => Put(BitConverter.GetBytes(value));

    private void UInt64(ulong value) => Put(BitConverter.GetBytes(value));

    private void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_chunk.AsSpan(_at));
        _at += bytes.Length;
    }
}

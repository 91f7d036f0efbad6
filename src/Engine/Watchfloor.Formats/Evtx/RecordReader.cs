using System.Buffers.Binary;
using Watchfloor.Events;

namespace Watchfloor.Formats.Evtx;

/// <summary>Reads the BinXML of one record into the open event: runs the programs of its templates over its values.</summary>
internal sealed class RecordReader
{
    /// <summary>The fault of a record that multiplies beyond <see cref="ChunkBudget"/>.</summary>
    public const string TooMuch = "the chunk asks for more work than the limit";

    private const string Torn = "the BinXML ends inside a value";

    private readonly FieldNames _names;
    private readonly DecodeLimits _limits;
    private readonly ChunkBudget _budget = new();
    private readonly TemplateCache _templates;
    private Slot[] _slots = new Slot[256];
    private int _slotCount;
    private EventBatch _batch = null!;
    private int _batchNumber;
    private string? _fault;

    public RecordReader(FieldNames names, DecodeLimits limits)
    {
        _names = names;
        _limits = limits;
        _templates = new TemplateCache(names, limits.MaxDepth, _budget);
    }

    /// <summary>The arena starts anew: literals have to be put there again.</summary>
    public void BeginBatch() => _batchNumber++;

    public void BeginChunk(EventBatch batch)
    {
        _batch = batch;
        _budget.Refill();
        _templates.BeginChunk();
    }

    /// <summary>Reads a record's BinXML.</summary>
    /// <returns>Why it could not be read, or null when it could.</returns>
    public string? Read(ReadOnlySpan<byte> chunk, int from, int to)
    {
        _fault = null;
        _slotCount = 0;
        Fragments(chunk, from, to, Place.Document, 0);
        return _fault;
    }

    private bool Fragments(ReadOnlySpan<byte> chunk, int from, int to, Place place, int depth)
    {
        if (depth >= _limits.MaxDepth) return Fail("fragments nest deeper than the limit");
        var reader = new BinXmlReader(chunk, from, to);
        while (true)
        {
            var token = reader.Peek();
            switch (token & ~Token.More)
            {
                case Token.EndOfFragment:
                    return true;
                case Token.FragmentHeader:
                    reader.Skip(1 + Token.FragmentHeaderRest);
                    break;
                case Token.TemplateInstance:
                    if (!Instance(ref reader, place, depth)) return false;
                    break;
                case Token.OpenStartElement:
                    var program = _templates.Compiler.Element(ref reader, place);
                    if (program is null) return Fail(_templates.Compiler.Fault!);
                    if (!Run(program, chunk, default, depth)) return false;
                    break;
                case Token.ProcessingInstructionTarget:
                    reader.Skip(1);
                    reader.Name(out _);
                    break;
                case Token.ProcessingInstructionData:
                    reader.Skip(1);
                    reader.Text();
                    break;
                default:
                    return Fail("an unknown token between elements");
            }

            if (reader.Broken) return Fail(Torn);
        }
    }

    /// <summary>A template and its values: a count, a size and type for each, then the values.</summary>
    private bool Instance(ref BinXmlReader reader, Place place, int depth)
    {
        reader.Skip(2); // token, version
        var identifier = reader.UInt32();
        var start = reader.UInt32();
        var program = _templates.Find(reader.Chunk, start, identifier, place, out var fault);
        if (program is null) return Fail(reader.Broken ? Torn : fault!);
        if (start == reader.At)
        {
            reader.Skip(TemplateCache.HeaderBytes - 4);
            reader.Skip((int)Math.Min(reader.UInt32(), int.MaxValue));
        }

        var count = reader.UInt32();
        if (reader.Broken || count > (reader.End - reader.At) / 4) return Fail(Torn);
        var slots = new Slots(_slotCount, (int)count);
        if (!ReadSlots(ref reader, slots)) return Fail(Torn);
        _slotCount += slots.Count;
        var whole = Run(program, reader.Chunk, slots, depth);
        _slotCount = slots.First;
        return whole;
    }

    private bool ReadSlots(ref BinXmlReader reader, Slots slots)
    {
        if (slots.First + slots.Count > _slots.Length) Array.Resize(ref _slots, Math.Max(_slots.Length * 2, slots.First + slots.Count));
        var descriptors = reader.Chunk.Slice(reader.At, slots.Count * 4);
        var at = reader.At + descriptors.Length;
        foreach (ref var slot in _slots.AsSpan(slots.First, slots.Count))
        {
            slot.At = at;
            slot.Length = BinaryPrimitives.ReadUInt16LittleEndian(descriptors);
            slot.Type = (ValueType)descriptors[2];
            at += slot.Length;
            descriptors = descriptors[4..];
        }

        if (at > reader.End) return false;
        reader.At = at;
        return true;
    }

    private bool Run(TemplateProgram program, ReadOnlySpan<byte> chunk, Slots slots, int depth)
    {
        if (!_budget.TrySpendSteps(program.Ops.Length)) return Fail(TooMuch);
        if (program.LiteralsIn != _batchNumber)
        {
            program.LiteralsIn = _batchNumber;
            program.LiteralsAt = _batch.Append(program.Literals);
        }

        var ops = program.Ops;
        var named = FieldNames.Full;
        var text = 0;
        for (var i = 0; i < ops.Length; i++)
        {
            ref readonly var op = ref ops[i];
            var field = op.Field == Op.NamedByValue ? named : op.Field;
            switch (op.Step)
            {
                case Step.Literal:
                    _batch.Add(field, program.LiteralsAt + op.At, op.Length, ValueKind.Text);
                    break;
                case Step.Value:
                    if (!Value(op, field, chunk, SlotAt(slots, op.At), depth)) return false;
                    break;
                case Step.SkipIfNull:
                    if (SlotAt(slots, op.At).Type == ValueType.Null) i = op.Length - 1;
                    break;
                case Step.Name:
                    named = NameFrom(chunk, SlotAt(slots, op.At), op.Field);
                    break;
                case Step.BeginText:
                    text = _batch.Commit(0);
                    break;
                case Step.TextLiteral:
                    _batch.Append(program.Literals.AsSpan(op.At, op.Length));
                    break;
                case Step.TextValue:
                    var slot = SlotAt(slots, op.At);
                    if (!_budget.TrySpendBytes(slot.Length)) return Fail(TooMuch);
                    ValueWriter.Write(_batch, slot.Type, chunk.Slice(slot.At, slot.Length));
                    break;
                case Step.EndText:
                    var length = _batch.Commit(0) - text;
                    if (length > 0 || op.KeepEmpty) _batch.Add(field, text, length, ValueKind.Text);
                    break;
            }
        }

        return _batch.OpenFieldCount <= _limits.MaxFields || Fail("the record has more values than the limit");
    }

    private bool Value(in Op op, int field, ReadOnlySpan<byte> chunk, Slot slot, int depth)
    {
        if (slot.Type == ValueType.BinXml) return Fragments(chunk, slot.At, slot.At + slot.Length, op.Place, depth + 1);
        if (!_budget.TrySpendBytes(slot.Length)) return Fail(TooMuch);
        var data = chunk.Slice(slot.At, slot.Length);
        if ((slot.Type & ValueType.Array) != 0 && data.Length > 0) return Values(field, ValueArray.ElementType(slot.Type, data.Length), data);
        var at = _batch.Commit(0);
        var kind = ValueWriter.Write(_batch, slot.Type, data);
        var length = _batch.Commit(0) - at;
        if (length > 0 || op.KeepEmpty) _batch.Add(field, at, length, kind);
        return true;
    }

    private bool Values(int field, ValueType type, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (!_budget.TrySpendSteps(1)) return Fail(TooMuch);
            var element = ValueArray.Next(type, ref data);
            var at = _batch.Commit(0);
            var kind = ValueWriter.Write(_batch, type, element);
            _batch.Add(field, at, _batch.Commit(0) - at, kind);
        }

        return true;
    }

    private int NameFrom(ReadOnlySpan<byte> chunk, Slot slot, int otherwise)
    {
        var at = _batch.Commit(0);
        ValueWriter.Write(_batch, slot.Type, chunk.Slice(slot.At, slot.Length));
        var name = _batch.Arena[at..];
        return name.IsEmpty ? otherwise : _names.Intern(name);
    }

    /// <summary>A substitution may name a slot that the record does not have; it is a value that is missing.</summary>
    private Slot SlotAt(Slots slots, int index) => index < slots.Count ? _slots[slots.First + index] : default;

    private bool Fail(string reason)
    {
        _fault = reason;
        return false;
    }

    private readonly record struct Slots(int First, int Count);

    private struct Slot
    {
        public int At;
        public int Length;
        public ValueType Type;
    }
}

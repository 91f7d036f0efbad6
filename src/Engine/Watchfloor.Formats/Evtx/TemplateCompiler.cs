using System.Runtime.InteropServices;
using System.Text;
using Watchfloor.Events;

namespace Watchfloor.Formats.Evtx;

/// <summary>Turns BinXML elements (MS-EVEN6 §2.2.12) into programs.</summary>
internal sealed class TemplateCompiler(FieldNames names, int maxDepth, ChunkBudget budget)
{
    private const ushort NoDependency = 0xFFFF;
    private const string Torn = "the BinXML ends inside an element";

    private readonly List<Op> _ops = [];
    private readonly List<Part> _parts = [];
    private readonly LiteralBuffer _literals = new();
    private TemplateShape? _shape;
    private int _shapeStart;

    /// <summary>Why the last call answered null.</summary>
    public string? Fault { get; private set; }

    /// <summary>Compiles a template definition: fragment header, one element, end of fragment.</summary>
    public TemplateProgram? Template(ReadOnlySpan<byte> chunk, int start, int size, Place place)
    {
        _shape = new TemplateShape(chunk.Slice(start, size));
        _shapeStart = start;
        var reader = new BinXmlReader(chunk, start, start + size);
        while (reader.Peek() == Token.FragmentHeader) reader.Skip(1 + Token.FragmentHeaderRest);
        return Compile(ref reader, place);
    }

    /// <summary>Compiles an element that stands in a record without a template; it has no dependency identifiers.</summary>
    public TemplateProgram? Element(ref BinXmlReader reader, Place place)
    {
        _shape = null;
        return Compile(ref reader, place);
    }

    private TemplateProgram? Compile(ref BinXmlReader reader, Place place)
    {
        Fault = null;
        _ops.Clear();
        _parts.Clear();
        _literals.Clear();
        return Element(ref reader, place, 0) ? new TemplateProgram([.. _ops], _literals.ToArray(), _shape) : null;
    }

    private bool Element(ref BinXmlReader reader, Place place, int depth)
    {
        if (depth >= maxDepth) return Fail("elements nest deeper than the limit");
        if (!budget.TrySpendSteps(1)) return Fail(RecordReader.TooMuch);
        var token = reader.Byte();
        if ((token & ~Token.More) != Token.OpenStartElement) return Fail("no element where one is expected");
        var dependency = _shape is null ? NoDependency : reader.UInt16();
        Size(ref reader);
        var name = LocalName(Name(ref reader));
        if (reader.Broken) return Fail(Torn);

        // Windows leaves out an element whose value is missing; in EventData the field's presence is worth keeping.
        var skip = dependency != NoDependency && place != Place.EventData ? _ops.Count : -1;
        if (skip >= 0) _ops.Add(new Op(Step.SkipIfNull, At: dependency));
        var field = names.Intern(place.FieldName(name));
        var bare = true;
        if ((token & Token.More) != 0 && !Attributes(ref reader, place, name, ref field, out bare)) return false;
        if (!Content(ref reader, place, name, field, bare, depth)) return false;
        if (skip >= 0) _ops[skip] = _ops[skip] with { Length = _ops.Count };
        return true;
    }

    /// <param name="reader">Stands before the attributes.</param>
    /// <param name="place">Where the element stands.</param>
    /// <param name="element">The element's name.</param>
    /// <param name="field">The element's field; an attribute may name it otherwise.</param>
    /// <param name="bare">True when no attribute became a field.</param>
    private bool Attributes(ref BinXmlReader reader, Place place, scoped ReadOnlySpan<char> element, ref int field, out bool bare)
    {
        bare = true;
        Size(ref reader);
        while ((reader.Peek() & ~Token.More) == Token.Attribute)
        {
            reader.Byte();
            var name = Name(ref reader);
            if (reader.Broken) return Fail(Torn);
            var first = _parts.Count;
            while (IsText(reader.Peek()))
            {
                if (!Text(ref reader, first)) return false;
            }

            if (place == Place.EventData && name is "Name") field = FieldNamedBy(first, field);
            else if (place != Place.Document && name is not "xmlns" && !name.StartsWith("xmlns:"))
            {
                Finish(first, names.Intern($"{element}_{LocalName(name)}"), Place.Leaves, Empty.Drop, isLeaf: true);
                bare = false;
            }

            _parts.RemoveRange(first, _parts.Count - first);
        }

        return true;
    }

    private bool Content(ref BinXmlReader reader, Place place, scoped ReadOnlySpan<char> name, int field, bool bare, int depth)
    {
        var first = _parts.Count;
        var inside = place.Inside(name);
        var isLeaf = place is not (Place.Document or Place.Event);
        var close = reader.Byte();
        if (close is not (Token.CloseStartElement or Token.CloseEmptyElement)) return Fail(Torn);
        while (close == Token.CloseStartElement)
        {
            var token = reader.Peek();
            if (token == Token.EndElement)
            {
                reader.Byte();
                break;
            }

            if ((token & ~Token.More) == Token.OpenStartElement)
            {
                isLeaf = false;
                if (!Element(ref reader, inside, depth + 1)) return false;
            }
            else if (IsFragment(reader))
            {
                isLeaf = false;
                if (!Text(ref reader, _parts.Count)) return false;
                Finish(_parts.Count - 1, field, inside, Empty.Drop, isLeaf: false);
                _parts.RemoveAt(_parts.Count - 1);
            }
            else if (token is Token.ProcessingInstructionTarget or Token.ProcessingInstructionData) SkipInstruction(ref reader);
            else if (!IsText(token)) return Fail(reader.Broken ? Torn : "an unknown token inside an element");
            else if (!Text(ref reader, first)) return false;
        }

        Finish(first, field, inside, isLeaf ? place.EmptyLeaf(bare) : Empty.Drop, isLeaf);
        _parts.RemoveRange(first, _parts.Count - first);
        return true;
    }

    /// <summary>Adds the ops for a text of the parts from <paramref name="first"/> on.</summary>
    private void Finish(int first, int field, Place inside, Empty empty, bool isLeaf)
    {
        var parts = CollectionsMarshal.AsSpan(_parts)[first..];
        if (parts is [{ IsSlot: true } only])
        {
            _ops.Add(new Op(Step.Value, field, only.At, Place: inside, KeepEmpty: empty == Empty.Keep || (empty == Empty.KeepUnlessOptional && !only.IsOptional)));
            return;
        }

        // White space between child elements is layout, not a value.
        if (parts.IsEmpty ? empty == Empty.Drop : !isLeaf && IsBlank(parts)) return;
        if (parts is [] or [{ IsSlot: false }])
        {
            var literal = parts.IsEmpty ? default : parts[0];
            _ops.Add(new Op(Step.Literal, field, literal.At, literal.Length));
            return;
        }

        _ops.Add(new Op(Step.BeginText));
        foreach (var part in parts) _ops.Add(new Op(part.IsSlot ? Step.TextValue : Step.TextLiteral, 0, part.At, part.Length));
        _ops.Add(new Op(Step.EndText, field, KeepEmpty: empty != Empty.Drop));
    }

    /// <summary>The field for <c>&lt;Data Name="…"&gt;</c>.</summary>
    private int FieldNamedBy(int first, int otherwise)
    {
        var parts = CollectionsMarshal.AsSpan(_parts)[first..];
        if (parts is [{ IsSlot: true } slot])
        {
            _ops.Add(new Op(Step.Name, otherwise, slot.At));
            return Op.NamedByValue;
        }

        return parts is [{ IsSlot: false, Length: > 0 } literal] ? names.Intern(_literals.Span(literal.At, literal.Length)) : otherwise;
    }

    /// <summary>Reads one piece of the text whose parts begin at <paramref name="first"/>.</summary>
    private bool Text(ref BinXmlReader reader, int first)
    {
        if (!budget.TrySpendSteps(1)) return Fail(RecordReader.TooMuch);
        var token = (byte)(reader.Byte() & ~Token.More);
        switch (token)
        {
            case Token.NormalSubstitution or Token.OptionalSubstitution:
                _parts.Add(new Part(IsSlot: true, reader.UInt16(), 0, token == Token.OptionalSubstitution));
                reader.Byte(); // the declared type; the value states its own
                break;
            case Token.CharacterReference:
                var code = reader.UInt16();
                AddLiteral(first, _literals.Add(Rune.IsValid(code) ? new Rune(code) : Rune.ReplacementChar));
                break;
            case Token.EntityReference:
                AddLiteral(first, _literals.AddEntity(Name(ref reader)));
                break;
            case Token.Value when reader.Byte() != (byte)ValueType.String:
                return Fail(reader.Broken ? Torn : "a literal that is not text");
            default:
                AddLiteral(first, _literals.Add(reader.Text()));
                break;
        }

        return !reader.Broken || Fail(Torn);
    }

    private void AddLiteral(int first, int length)
    {
        var at = _literals.Length - length;
        if (_parts.Count > first && _parts[^1] is { IsSlot: false } last && last.At + last.Length == at) _parts[^1] = last with { Length = last.Length + length };
        else _parts.Add(new Part(IsSlot: false, at, length, IsOptional: false));
    }

    private void SkipInstruction(ref BinXmlReader reader)
    {
        if (reader.Byte() == Token.ProcessingInstructionTarget) Name(ref reader);
        else reader.Text();
    }

    private void Size(ref BinXmlReader reader)
    {
        _shape?.AddSize(reader.At - _shapeStart);
        reader.Skip(4);
    }

    private ReadOnlySpan<char> Name(ref BinXmlReader reader)
    {
        var at = reader.At;
        var name = reader.Name(out var inline);
        if (!reader.Broken) _shape?.AddName(at - _shapeStart, inline, name);
        return name;
    }

    private bool IsBlank(ReadOnlySpan<Part> parts)
    {
        foreach (var part in parts)
        {
            if (part.IsSlot || _literals.Span(part.At, part.Length).ContainsAnyExcept(" \t\r\n"u8)) return false;
        }

        return true;
    }

    private bool Fail(string reason)
    {
        Fault = reason;
        return false;
    }

    private static ReadOnlySpan<char> LocalName(ReadOnlySpan<char> name) => name[(name.LastIndexOf(':') + 1)..];

    private static bool IsText(byte token) => (token & ~Token.More) is Token.Value or Token.CData or Token.CharacterReference
        or Token.EntityReference or Token.NormalSubstitution or Token.OptionalSubstitution;

    /// <summary>True at a substitution that is declared to be a fragment: elements, not text.</summary>
    private static bool IsFragment(BinXmlReader reader) =>
        (reader.Byte() & ~Token.More) is Token.NormalSubstitution or Token.OptionalSubstitution
        && reader.UInt16() >= 0 && reader.Byte() == (byte)ValueType.BinXml;

    private readonly record struct Part(bool IsSlot, int At, int Length, bool IsOptional);
}

namespace Watchfloor.Formats.Evtx;

/// <summary>What an <see cref="Op"/> does.</summary>
internal enum Step : byte
{
    /// <summary>Adds a field with the literal of <see cref="Op.Length"/> bytes at <see cref="Op.At"/>.</summary>
    Literal,

    /// <summary>Adds a field with the value of slot <see cref="Op.At"/>; a fragment there is read in <see cref="Op.Place"/>.</summary>
    Value,

    /// <summary>Goes on at op <see cref="Op.Length"/> when slot <see cref="Op.At"/> holds no value.</summary>
    SkipIfNull,

    /// <summary>The value of slot <see cref="Op.At"/> is the name for ops whose field is <see cref="Op.NamedByValue"/>.</summary>
    Name,

    /// <summary>Begins a text of several pieces.</summary>
    BeginText,

    /// <summary>Adds a literal to the text.</summary>
    TextLiteral,

    /// <summary>Adds a slot's value to the text.</summary>
    TextValue,

    /// <summary>Adds a field with the text.</summary>
    EndText,
}

/// <summary>One step of a program.</summary>
/// <param name="Step">What to do.</param>
/// <param name="Field">The field's id, or <see cref="NamedByValue"/>.</param>
/// <param name="At">A slot, or where a literal begins.</param>
/// <param name="Length">A literal's length in bytes, or an op to go on at.</param>
/// <param name="Place">Where a fragment in the slot stands.</param>
/// <param name="KeepEmpty">True when no value is an empty value, false when it is no field.</param>
internal readonly record struct Op(Step Step, int Field = 0, int At = 0, int Length = 0, Place Place = default, bool KeepEmpty = false)
{
    public const int NamedByValue = -2;
}

/// <summary>A template, or an element without one, as a flat list of what to add to an event. Field names are interned already.</summary>
/// <param name="ops">The steps.</param>
/// <param name="literals">UTF-8 text for the steps.</param>
/// <param name="shape">What the template looked like, to know it again; null for an element without template.</param>
internal sealed class TemplateProgram(Op[] ops, byte[] literals, TemplateShape? shape)
{
    public Op[] Ops { get; } = ops;

    public byte[] Literals { get; } = literals;

    public TemplateShape? Shape { get; } = shape;

    /// <summary>The batch, as its reader counts them, whose arena holds the literals at <see cref="LiteralsAt"/>.</summary>
    public int LiteralsIn { get; set; }

    public int LiteralsAt { get; set; }
}

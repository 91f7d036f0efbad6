using System.Text;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>The pieces a test builds an event log of.</summary>
internal abstract record Xml;

/// <summary>Short names for the pieces.</summary>
internal static class Make
{
    public static Element El(string name, params Xml[] content) => new(name, [], content);

    public static Xml Text(string text) => new Literal(text);

    public static Slot Slot(int index, bool optional = false, byte type = 0x01) => new(index, type, optional);

    /// <summary>The event that Windows writes: a fixed System and whatever follows it.</summary>
    public static Element Event(params Xml[] sections) =>
        El("Event", [El("System", El("EventID", Text("1")), El("Channel", Text("Test"))), .. sections])
            .With("xmlns", Text("http://schemas.microsoft.com/win/2004/08/events/event"));

    /// <summary><c>&lt;Data Name="…"&gt;</c>.</summary>
    public static Element Data(string name, params Xml[] content) => El("Data", content).With("Name", Text(name));
}

/// <summary>An element. One with a dependency is left out where that slot holds no value.</summary>
internal sealed record Element(string Name, (string Name, Xml[] Text)[] Attributes, Xml[] Content, ushort Dependency = 0xFFFF) : Xml
{
    public Element With(string attribute, params Xml[] text) => this with { Attributes = [.. Attributes, (attribute, text)] };
}

internal sealed record Literal(string Text) : Xml;

internal sealed record CData(string Text) : Xml;

internal sealed record Entity(string Name) : Xml;

internal sealed record Character(ushort Code) : Xml;

internal sealed record Instruction(string Target, string Data) : Xml;

internal sealed record Slot(int Index, byte Type, bool Optional) : Xml;

/// <summary>What a slot is filled with.</summary>
/// <param name="Type">The type's number.</param>
/// <param name="Bytes">The value.</param>
/// <param name="Fragment">Instead of bytes: BinXML, as a template with values or as an element.</param>
internal sealed record Value(byte Type, byte[] Bytes, object? Fragment = null)
{
    public static Value Null { get; } = new(0, []);

    public static Value Of(string text) => new(0x01, Encoding.Unicode.GetBytes(text));

    public static Value Of(uint number) => new(0x08, BitConverter.GetBytes(number));

    public static Value Nested(object fragment) => new(0x21, [], fragment);
}

/// <summary>A template; two with the same identifier are the same for a writer within one chunk.</summary>
internal sealed record Template(Guid Identifier, Element Root);

/// <summary>A template and its values.</summary>
internal sealed record Instance(Template Template, params Value[] Values);

using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Syslog;

/// <summary>Structured data of RFC 5424 §6.3: <c>[id name="value" …][id …]</c>.</summary>
internal sealed class StructuredData(FieldNames names, DecodeLimits limits)
{
    /// <summary>How many bytes the elements at the start of a text have: 0 when there are none, -1 when one is not closed.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length && text[at] == '[')
        {
            var element = ElementLength(text[at..]);
            if (element < 0) return -1;
            at += element;
        }

        return at;
    }

    /// <summary>
    /// Adds each parameter as <c>id.name</c>. An element without parameters is the field <c>id</c> without a value; what is no parameter
    /// is its value.
    /// </summary>
    /// <param name="batch">Has an event open.</param>
    /// <param name="start">Where <paramref name="text"/> begins in the arena.</param>
    /// <param name="text">Elements whose extent <see cref="Length"/> has measured.</param>
    public void Add(EventBatch batch, int start, ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            var length = ElementLength(text[at..]);
            AddElement(batch, start + at + 1, text.Slice(at + 1, length - 2));
            at += length;
        }
    }

    private static int ElementLength(ReadOnlySpan<byte> text)
    {
        var quoted = false;
        for (var at = 1; at < text.Length; at++)
        {
            var c = text[at];
            if (quoted && c == '\\') at++;
            else if (c == '"') quoted = !quoted;
            else if (!quoted && c == ']') return at + 1;
        }

        return -1;
    }

    private void AddElement(EventBatch batch, int start, ReadOnlySpan<byte> body)
    {
        var idLength = body.IndexOf((byte)' ');
        if (idLength < 0) idLength = body.Length;
        var id = body[..idLength];
        var at = idLength;
        while (batch.OpenFieldCount <= limits.MaxFields)
        {
            while (at < body.Length && body[at] == ' ') at++;
            var nameLength = body[at..].IndexOf("=\""u8);
            if (nameLength < 0) break;
            var name = body.Slice(at, nameLength);
            at += nameLength + 2;
            var length = ValueLength(body[at..]);
            AddValue(batch, NameOf(id, name), start + at, body.Slice(at, length));
            at = Math.Min(at + length + 1, body.Length);
        }

        if (at < body.Length) batch.Add(names.Intern(id), start + at, body.Length - at, ValueKind.Text);
        else if (idLength == body.Length) batch.Add(names.Intern(id), start, 0, ValueKind.Null);
    }

    private static int ValueLength(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && text[length] != '"') length += text[length] == '\\' ? 2 : 1;
        return Math.Min(length, text.Length);
    }

    /// <summary>Only <c>"</c>, <c>\</c> and <c>]</c> are escaped; a backslash before anything else is itself (§6.3.3).</summary>
    private static void AddValue(EventBatch batch, int field, int offset, ReadOnlySpan<byte> value)
    {
        if (value.Contains((byte)'\\')) Escapes.AddUnescaped(batch, field, value, "\"\\]"u8);
        else batch.Add(field, offset, value.Length, ValueKind.Text);
    }

    private int NameOf(ReadOnlySpan<byte> id, ReadOnlySpan<byte> name)
    {
        var length = id.Length + 1 + name.Length;
        if (length > FieldNames.MaxNameBytes) return FieldNames.Full;
        Span<byte> full = stackalloc byte[length];
        id.CopyTo(full);
        full[id.Length] = (byte)'.';
        name.CopyTo(full[(id.Length + 1)..]);
        return names.Intern(full);
    }
}

using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Auditd;

/// <summary>
/// Where the parts of one audit record stand in its line: <c>node=… type=… msg=audit(seconds.millis:serial): body</c>, also as the
/// kernel prints it (<c>audit: type=1400 audit(…): …</c>).
/// </summary>
internal readonly record struct AuditRecord
{
    /// <summary>The host that the record came from, when it was sent on.</summary>
    public TextRange Node { get; private init; }

    /// <summary>The record's type, such as <c>SYSCALL</c>.</summary>
    public TextRange Type { get; private init; }

    /// <summary>Seconds since 1970 with milliseconds.</summary>
    public TextRange Stamp { get; private init; }

    /// <summary>The event's number; with stamp and node it says which records belong together.</summary>
    public TextRange Serial { get; private init; }

    /// <summary>The fields.</summary>
    public TextRange Body { get; private init; }

    /// <summary>Reads the parts.</summary>
    /// <returns>False when the line is no audit record.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out AuditRecord record)
    {
        record = default;
        var at = line.StartsWith("audit: "u8) ? 7 : 0;
        TextRange node = default;
        if (line[at..].StartsWith("node="u8) && !Word(line, ref at, 5, out node)) return false;
        if (!line[at..].StartsWith("type="u8) || !Word(line, ref at, 5, out var type)) return false;
        if (line[at..].StartsWith("msg="u8)) at += 4;
        if (!line[at..].StartsWith("audit("u8)) return false;
        at += 6;
        var length = line[at..].IndexOf((byte)')');
        if (length < 0) return false;
        var colon = line.Slice(at, length).LastIndexOf((byte)':');
        var serial = new TextRange(at + colon + 1, length - colon - 1);
        if (colon <= 0 || serial.IsEmpty || serial.Of(line).ContainsAnyExceptInRange((byte)'0', (byte)'9')) return false;
        record = new AuditRecord
        {
            Node = node,
            Type = type,
            Stamp = new TextRange(at, colon),
            Serial = serial,
            Body = BodyOf(line, at + length + 1),
        };
        return true;
    }

    /// <summary>True when another record, which stands in another line, tells of the same event.</summary>
    public bool IsSameEvent(ReadOnlySpan<byte> line, in AuditRecord other, ReadOnlySpan<byte> otherLine) =>
        Serial.Of(line).SequenceEqual(other.Serial.Of(otherLine))
        && Stamp.Of(line).SequenceEqual(other.Stamp.Of(otherLine))
        && Node.Of(line).SequenceEqual(other.Node.Of(otherLine));

    private static TextRange BodyOf(ReadOnlySpan<byte> line, int at)
    {
        while (at < line.Length && line[at] is (byte)':' or (byte)' ') at++;
        return new TextRange(at, line.Length - at);
    }

    private static bool Word(ReadOnlySpan<byte> line, ref int at, int skip, out TextRange word)
    {
        word = default;
        var length = line[(at + skip)..].IndexOf((byte)' ');
        if (length <= 0) return false;
        word = new TextRange(at + skip, length);
        at += skip + length + 1;
        return true;
    }
}

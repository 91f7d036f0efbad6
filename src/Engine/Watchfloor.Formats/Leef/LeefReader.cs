using System.Globalization;
using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats.Payloads;

namespace Watchfloor.Formats.Leef;

/// <summary>
/// Reads <c>LEEF:1.0|vendor|product|version|event id|</c> with attributes separated by tabs, and <c>LEEF:2.0|…|event id|delimiter|</c>
/// with a delimiter of its own (QRadar LEEF guide, "LEEF event components").
/// </summary>
internal sealed class LeefReader(FieldNames names, DecodeLimits limits) : PayloadReader
{
    private readonly int _version = names.Intern("leef.version"u8);

    private readonly int[] _header =
    [
        names.Intern("leef.vendor"u8),
        names.Intern("leef.product"u8),
        names.Intern("leef.product_version"u8),
        names.Intern("leef.event_id"u8),
    ];

    public override string? Format => "leef";

    /// <summary>Where <c>LEEF:1.0|</c> or <c>LEEF:2.0|</c> stands in a line, or -1.</summary>
    public static int Begin(ReadOnlySpan<byte> line)
    {
        var at = line.IndexOf("LEEF:"u8);
        if (at < 0 || (at > 0 && line[at - 1] is not ((byte)' ' or (byte)'\t' or (byte)':' or (byte)'>'))) return -1;
        return line[(at + 5)..] is [(byte)'1' or (byte)'2', (byte)'|' or (byte)'.', ..] ? at : -1;
    }

    public override bool Fits(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> program) => Begin(payload) == 0;

    public override bool Read(EventBatch batch, int start, ReadOnlySpan<byte> payload)
    {
        var at = 5;
        if (!AddPart(batch, start, payload, ref at, _version)) return false;
        foreach (var field in _header)
            if (!AddPart(batch, start, payload, ref at, field))
                return false;

        Span<byte> delimiter = [(byte)'\t', 0, 0, 0];
        var delimiterLength = 1;
        if (payload[5] == '2') ReadDelimiter(payload, ref at, delimiter, ref delimiterLength);
        AddAttributes(batch, start, payload, at, delimiter[..delimiterLength]);
        return true;
    }

    private static bool AddPart(EventBatch batch, int start, ReadOnlySpan<byte> payload, ref int at, int field)
    {
        var length = payload[at..].IndexOf((byte)'|');
        if (length < 0) return false;
        batch.Add(field, start + at, length, ValueKind.Text);
        at += length + 1;
        return true;
    }

    /// <summary>
    /// One character, or its code as <c>x09</c> or <c>0x09</c>; empty stands for a tab. Senders that leave the part out go straight
    /// on to the attributes.
    /// </summary>
    private static void ReadDelimiter(ReadOnlySpan<byte> payload, ref int at, Span<byte> delimiter, ref int length)
    {
        var end = payload[at..].IndexOf((byte)'|');
        var part = end < 0 ? payload[at..] : payload.Slice(at, end);
        // The delimiter may be the bar itself.
        if (end == 0 && at + 1 < payload.Length && payload[at + 1] == '|') part = payload.Slice(at, ++end);
        if (!ReadCharacter(part, out var character)) return;
        if (!part.IsEmpty) length = character.EncodeToUtf8(delimiter);
        at += end < 0 ? part.Length : end + 1;
    }

    private static bool ReadCharacter(ReadOnlySpan<byte> part, out Rune character)
    {
        character = default;
        if (part.IsEmpty) return true;
        var digits = part[0] == '0' && part.Length > 1 ? part[1..] : part;
        if (digits.Length is >= 2 and <= 5 && digits[0] is (byte)'x' or (byte)'X')
            return int.TryParse(digits[1..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                && Rune.TryCreate(code, out character);
        return Rune.DecodeFromUtf8(part, out character, out var consumed) == System.Buffers.OperationStatus.Done && consumed == part.Length;
    }

    private void AddAttributes(EventBatch batch, int start, ReadOnlySpan<byte> payload, int at, ReadOnlySpan<byte> delimiter)
    {
        while (at < payload.Length && batch.OpenFieldCount <= limits.MaxFields)
        {
            var length = payload[at..].IndexOf(delimiter);
            if (length < 0) length = payload.Length - at;
            var pair = payload.Slice(at, length);
            var equals = pair.IndexOf((byte)'=');
            if (equals > 0)
            {
                var key = pair[..equals].Trim((byte)' ');
                batch.Add(names.Intern(key), start + at + equals + 1, length - equals - 1, ValueKind.Text);
            }

            at = Math.Min(at + length + delimiter.Length, payload.Length);
        }
    }
}

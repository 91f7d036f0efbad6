using System.Globalization;
using Watchfloor.Events;

namespace Watchfloor.Formats.Zeek;

/// <summary>
/// What the lines with <c>#</c> say about the rows below them (Zeek manual, "Zeek Log Formats"). A header may come again, with other
/// fields, where logs were joined.
/// </summary>
internal sealed class ZeekHeader(FieldNames names)
{
    public byte Separator { get; private set; } = (byte)'\t';

    public byte[] SetSeparator { get; private set; } = ","u8.ToArray();

    public byte[] Empty { get; private set; } = "(empty)"u8.ToArray();

    public byte[] Unset { get; private set; } = "-"u8.ToArray();

    /// <summary>The name of the log, such as <c>conn</c>.</summary>
    public byte[] Path { get; private set; } = [];

    public ZeekColumn[] Columns { get; private set; } = [];

    /// <summary>Takes a line that begins with <c>#</c>.</summary>
    public void Read(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("#separator "u8))
        {
            var text = line["#separator ".Length..];
            if (text is [(byte)'\\', (byte)'x', _, _]
                && byte.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)) Separator = code;
            else if (text.Length == 1) Separator = text[0];
            Columns = [];
            Path = [];
            return;
        }

        var end = line.IndexOf(Separator);
        if (end < 0) return;
        var value = line[(end + 1)..];
        switch (line[..end])
        {
            case var key when key.SequenceEqual("#set_separator"u8): SetSeparator = value.ToArray(); break;
            case var key when key.SequenceEqual("#empty_field"u8): Empty = value.ToArray(); break;
            case var key when key.SequenceEqual("#unset_field"u8): Unset = value.ToArray(); break;
            case var key when key.SequenceEqual("#path"u8): Path = value.ToArray(); break;
            case var key when key.SequenceEqual("#fields"u8): ReadNames(value); break;
            case var key when key.SequenceEqual("#types"u8): ReadTypes(value); break;
            default: break; // #open, #close
        }
    }

    private void ReadNames(ReadOnlySpan<byte> value)
    {
        var columns = new List<ZeekColumn>();
        foreach (var range in value.Split(Separator)) columns.Add(new ZeekColumn { Field = names.Intern(value[range]) });
        Columns = [.. columns];
    }

    private void ReadTypes(ReadOnlySpan<byte> value)
    {
        var at = 0;
        foreach (var range in value.Split(Separator))
            if (at < Columns.Length)
                Columns[at++].SetType(value[range]);
    }
}

/// <summary>A column of a Zeek log.</summary>
internal struct ZeekColumn
{
    public int Field { get; init; }

    /// <summary>True for sets and vectors.</summary>
    public bool IsMany { get; private set; }

    public ValueKind Kind { get; private set; }

    public void SetType(ReadOnlySpan<byte> type)
    {
        IsMany = type.StartsWith("set["u8) || type.StartsWith("vector["u8);
        if (IsMany && type[^1] == ']') type = type[(type.IndexOf((byte)'[') + 1)..^1];
        Kind = type.SequenceEqual("bool"u8) ? ValueKind.Boolean
            : type.SequenceEqual("count"u8) || type.SequenceEqual("int"u8) || type.SequenceEqual("double"u8) || type.SequenceEqual("port"u8)
                || type.SequenceEqual("time"u8) || type.SequenceEqual("interval"u8) ? ValueKind.Number
            : ValueKind.Text;
    }
}

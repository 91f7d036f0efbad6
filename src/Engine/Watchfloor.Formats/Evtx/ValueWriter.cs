using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Watchfloor.Events;

namespace Watchfloor.Formats.Evtx;

/// <summary>
/// Writes one value of a record as text behind the arena's end, the way Windows shows it (MS-EVEN6 §2.2.12).
/// A value whose size does not fit its type is written as its bytes in hexadecimal: nothing is made up, nothing is lost.
/// </summary>
internal static class ValueWriter
{
    // The format does not say which code page; this one is Windows' own default in the west and has a character for each byte.
    private static readonly Encoding s_ansi = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static ValueKind Write(EventBatch batch, ValueType type, ReadOnlySpan<byte> data)
    {
        switch (type, data.Length)
        {
            case (_, 0) or (ValueType.Null, _): return ValueKind.Text;
            case (ValueType.String or ValueType.Xml, _): return Text(batch, data);
            case (ValueType.AnsiString, _): return Ansi(batch, data);
            case (ValueType.Int8, 1): return Number(batch, (sbyte)data[0]);
            case (ValueType.UInt8, 1): return Number(batch, data[0]);
            case (ValueType.Int16, 2): return Number(batch, BinaryPrimitives.ReadInt16LittleEndian(data));
            case (ValueType.UInt16, 2): return Number(batch, BinaryPrimitives.ReadUInt16LittleEndian(data));
            case (ValueType.Int32, 4): return Number(batch, BinaryPrimitives.ReadInt32LittleEndian(data));
            case (ValueType.UInt32, 4): return Number(batch, BinaryPrimitives.ReadUInt32LittleEndian(data));
            case (ValueType.Int64, 8): return Number(batch, BinaryPrimitives.ReadInt64LittleEndian(data));
            case (ValueType.UInt64, 8): return Number(batch, BinaryPrimitives.ReadUInt64LittleEndian(data));
            case (ValueType.Real32, 4): return Real(batch, BinaryPrimitives.ReadSingleLittleEndian(data));
            case (ValueType.Real64, 8): return Real(batch, BinaryPrimitives.ReadDoubleLittleEndian(data));
            case (ValueType.Boolean, 1 or 2 or 4 or 8): return Boolean(batch, data);
            case (ValueType.Guid, 16): return GuidText.Write(batch, data);
            case (ValueType.FileTime, 8): return TimeText.FileTime(batch, BinaryPrimitives.ReadInt64LittleEndian(data));
            case (ValueType.SystemTime, 16): return TimeText.SystemTime(batch, MemoryMarshal.Cast<byte, ushort>(data));
            case (ValueType.Sid, >= 8) when data.Length == 8 + (data[1] * 4): return SidText.Write(batch, data);
            case (ValueType.HexInt32 or ValueType.SizeT or ValueType.Handle, 4): return Hex(batch, BinaryPrimitives.ReadUInt32LittleEndian(data));
            case (ValueType.HexInt64 or ValueType.SizeT or ValueType.Handle, 8): return Hex(batch, BinaryPrimitives.ReadUInt64LittleEndian(data));
            default: return Bytes(batch, data);
        }
    }

    private static ValueKind Text(EventBatch batch, ReadOnlySpan<byte> data)
    {
        var text = MemoryMarshal.Cast<byte, char>(data);
        if (text is [.., '\0']) text = text.TrimEnd('\0');
        Utf8.FromUtf16(text, batch.Reserve(text.Length * 3), out _, out var written);
        batch.Commit(written);
        return ValueKind.Text;
    }

    private static ValueKind Ansi(EventBatch batch, ReadOnlySpan<byte> data)
    {
        batch.Append(Encoding.UTF8.GetBytes(s_ansi.GetString(data.TrimEnd((byte)0))));
        return ValueKind.Text;
    }

    private static ValueKind Number<T>(EventBatch batch, T value) where T : IUtf8SpanFormattable
    {
        value.TryFormat(batch.Reserve(32), out var written, default, CultureInfo.InvariantCulture);
        batch.Commit(written);
        return ValueKind.Number;
    }

    /// <summary>The shortest digits that read back as the same number; infinities and not-a-number as XML Schema names them.</summary>
    private static ValueKind Real<T>(EventBatch batch, T value) where T : IUtf8SpanFormattable, IFloatingPointIeee754<T>
    {
        if (T.IsFinite(value)) return Number(batch, value);
        batch.Append(T.IsNaN(value) ? "NaN"u8 : T.IsNegative(value) ? "-INF"u8 : "INF"u8);
        return ValueKind.Text;
    }

    /// <summary>Providers write other sizes than four bytes, and other values than 0 and 1: all but zero is true.</summary>
    private static ValueKind Boolean(EventBatch batch, ReadOnlySpan<byte> data)
    {
        batch.Append(data.IndexOfAnyExcept((byte)0) >= 0 ? "true"u8 : "false"u8);
        return ValueKind.Boolean;
    }

    private static ValueKind Hex<T>(EventBatch batch, T value) where T : IUtf8SpanFormattable
    {
        var room = batch.Reserve(18);
        "0x"u8.CopyTo(room);
        value.TryFormat(room[2..], out var written, "x", CultureInfo.InvariantCulture);
        batch.Commit(2 + written);
        return ValueKind.Text;
    }

    private static ValueKind Bytes(EventBatch batch, ReadOnlySpan<byte> data)
    {
        Convert.TryToHexString(data, batch.Reserve(data.Length * 2), out var written);
        batch.Commit(written);
        return ValueKind.Text;
    }
}

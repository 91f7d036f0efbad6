using System.Runtime.InteropServices;

namespace Watchfloor.Formats.Evtx;

/// <summary>Takes array values apart. Strings end with a zero, identifiers state their length, all else has a fixed width.</summary>
internal static class ValueArray
{
    /// <summary>The type of an array's elements. Sizes of memory are of four or eight bytes; only the whole array tells.</summary>
    public static ValueType ElementType(ValueType array, int length)
    {
        var type = array & ~ValueType.Array;
        return type != ValueType.SizeT ? type : length % 8 == 0 ? ValueType.HexInt64 : ValueType.HexInt32;
    }

    /// <summary>Takes the next element from the front; what cannot be divided is one element.</summary>
    public static ReadOnlySpan<byte> Next(ValueType type, ref ReadOnlySpan<byte> data)
    {
        var (length, gap) = type switch
        {
            ValueType.String => UntilZero(MemoryMarshal.Cast<byte, char>(data).IndexOf('\0'), 2),
            ValueType.AnsiString => UntilZero(data.IndexOf((byte)0), 1),
            ValueType.Sid when data.Length >= 2 => (8 + (data[1] * 4), 0),
            _ => (Width(type), 0),
        };

        if (length > data.Length) length = data.Length;
        var element = data[..length];
        data = data[Math.Min(length + gap, data.Length)..];
        return element;
    }

    private static (int Length, int Gap) UntilZero(int zero, int width) => zero < 0 ? (int.MaxValue, 0) : (zero * width, width);

    private static int Width(ValueType type) => type switch
    {
        ValueType.Int8 or ValueType.UInt8 => 1,
        ValueType.Int16 or ValueType.UInt16 => 2,
        ValueType.Int32 or ValueType.UInt32 or ValueType.Real32 or ValueType.HexInt32 or ValueType.Boolean => 4,
        ValueType.Int64 or ValueType.UInt64 or ValueType.Real64 or ValueType.HexInt64 or ValueType.FileTime => 8,
        ValueType.Guid or ValueType.SystemTime => 16,
        _ => int.MaxValue,
    };
}

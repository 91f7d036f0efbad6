using System.Text;

namespace Watchfloor.Formats.Archives;

/// <summary>One header block of a tar archive: v7, ustar (POSIX.1-1988), GNU and pax (POSIX.1-2001) share its layout.</summary>
internal readonly record struct TarHeader(string Name, long Size, char Type)
{
    /// <summary>The size of a block; content is padded to a multiple of it.</summary>
    public const int Bytes = 512;

    /// <summary>Reads a header block.</summary>
    /// <returns>False when it is none: the checksum is the only thing that all variants have.</returns>
    public static bool TryRead(ReadOnlySpan<byte> block, out TarHeader header)
    {
        header = default;
        if (block.Length < Bytes || block[0] == 0) return false;
        if (!TryNumber(block.Slice(148, 8), out var checksum) || checksum != Sum(block)) return false;
        if (!TryNumber(block.Slice(124, 12), out var size) || size < 0) return false;
        var name = Text(block[..100]);
        if (block.Slice(257, 6).SequenceEqual("ustar\0"u8) && block[345] != 0) name = $"{Text(block.Slice(345, 155))}/{name}";
        header = new TarHeader(name, size, (char)block[156]);
        return true;
    }

    public static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? field : field[..end]);
    }

    /// <summary>The sum of all bytes with the checksum's own place counted as blanks.</summary>
    private static long Sum(ReadOnlySpan<byte> block)
    {
        long sum = 8 * ' ';
        for (var i = 0; i < Bytes; i++)
            if (i is < 148 or >= 156)
                sum += block[i];
        return sum;
    }

    /// <summary>Octal digits between blanks or zeros, or GNU's big-endian binary, marked by the top bit.</summary>
    private static bool TryNumber(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        if (field[0] == 0x80)
        {
            if (field[..^8].ContainsAnyExcept((byte)0x80, (byte)0)) return false;
            foreach (var b in field[^8..]) value = (value << 8) | b;
            return true;
        }

        var digits = field.Trim(" \0"u8);
        foreach (var b in digits)
        {
            if (b is < (byte)'0' or > (byte)'7') return false;
            value = (value << 3) | (uint)(b - '0');
        }

        return !digits.IsEmpty;
    }
}

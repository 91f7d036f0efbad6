using System.Buffers.Binary;
using System.Text;

namespace Watchfloor.Formats.Archives;

/// <summary>A local file header of a zip archive (APPNOTE 6.3.10 §4.3.7).</summary>
internal sealed record ZipHeader
{
    public const uint Signature = 0x0403_4B50;

    private const int FixedBytes = 30;
    private const ushort Zip64 = 1;
    private const long MaxBytes = 1L << 60;

    public required string Name { get; init; }

    public required ushort Method { get; init; }

    /// <summary>Null when it stands behind the content.</summary>
    public required uint? Crc { get; init; }

    public required long Packed { get; init; }

    public required long Length { get; init; }

    public required bool Encrypted { get; init; }

    /// <summary>True when the content is read up to a descriptor behind it, because the writer could not go back to the header.</summary>
    public required bool Streamed { get; init; }

    /// <summary>Reads the header that the source stands at.</summary>
    public static ZipHeader Read(ForwardStream source)
    {
        Span<byte> head = stackalloc byte[FixedBytes];
        source.Demand(head);
        var flags = BinaryPrimitives.ReadUInt16LittleEndian(head[6..]);
        var name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(head[26..])];
        var extra = new byte[BinaryPrimitives.ReadUInt16LittleEndian(head[28..])];
        source.Demand(name);
        source.Demand(extra);
        long packed = BinaryPrimitives.ReadUInt32LittleEndian(head[18..]);
        long length = BinaryPrimitives.ReadUInt32LittleEndian(head[22..]);
        Widen(extra, ref length, ref packed);
        if (packed is < 0 or > MaxBytes || length < 0) throw new DamageException("damaged: a member of absurd size");
        var method = BinaryPrimitives.ReadUInt16LittleEndian(head[8..]);
        var encrypted = (flags & 1) != 0;
        var described = (flags & 8) != 0;
        return new ZipHeader
        {
            Name = Text(name),
            Method = method,
            Crc = described ? null : BinaryPrimitives.ReadUInt32LittleEndian(head[14..]),
            Packed = packed,
            Length = length,
            Encrypted = encrypted,
            // Some writers give the sizes all the same. They are only needed where the end cannot be found otherwise.
            Streamed = described && (packed == 0 || (!encrypted && method is (ZipMethod.Stored or ZipMethod.Deflate))),
        };
    }

    /// <summary>Takes the 64-bit sizes for those that say 0xFFFFFFFF (§4.5.3).</summary>
    private static void Widen(ReadOnlySpan<byte> extra, ref long length, ref long packed)
    {
        while (extra.Length >= 4)
        {
            var id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            var size = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]), extra.Length - 4);
            var field = extra.Slice(4, size);
            if (id == Zip64)
            {
                if (length == uint.MaxValue && field.Length >= 8)
                {
                    length = BinaryPrimitives.ReadInt64LittleEndian(field);
                    field = field[8..];
                }

                if (packed == uint.MaxValue && field.Length >= 8) packed = BinaryPrimitives.ReadInt64LittleEndian(field);
            }

            extra = extra[(4 + size)..];
        }
    }

    /// <summary>UTF-8 when it can be, whatever the flag says; else a byte a character.</summary>
    private static string Text(byte[] name) =>
        System.Text.Unicode.Utf8.IsValid(name) ? Encoding.UTF8.GetString(name) : Encoding.Latin1.GetString(name);
}

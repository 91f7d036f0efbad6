using System.Buffers.Binary;

namespace Watchfloor.Platform.Log;

/// <summary>
/// What stands before every payload in a segment. A frame begins at a multiple of 8 bytes, and zeros fill it up to the next one.
/// </summary>
/// <remarks>
/// Little-endian: salt (8), magic (4), length of the payload (4), offset in the log (8), received ms (8), kind (1), zeros (3), CRC-32C of
/// the payload (4), zeros (4), CRC-32C of all that (4). The salt is the segment's own random number. With the offset it tells a frame from
/// bytes that look like one: a copy of a log in an event's text, or what stood on the disk before.
/// </remarks>
internal readonly record struct FrameHeader(ulong Salt, long Offset, byte Kind, long ReceivedMs, int Length, uint PayloadSum)
{
    /// <summary>Its bytes.</summary>
    public const int Size = 48;

    /// <summary>Where the magic stands.</summary>
    public const int MagicAt = 8;

    /// <summary>"WFL1": the format's version is a part of it.</summary>
    public const uint Magic = 0x314C4657;

    private const int SumAt = Size - 4;

    /// <summary>The offset of the frame after it.</summary>
    public long Next => Offset + SizeOf(Length);

    /// <summary>The bytes of a frame with a payload of a length.</summary>
    public static long SizeOf(int length) => Size + (((long)length + 7) & ~7L);

    /// <summary>Writes it.</summary>
    public void Write(Span<byte> into)
    {
        into[..Size].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(into, Salt);
        BinaryPrimitives.WriteUInt32LittleEndian(into[MagicAt..], Magic);
        BinaryPrimitives.WriteInt32LittleEndian(into[12..], Length);
        BinaryPrimitives.WriteInt64LittleEndian(into[16..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(into[24..], ReceivedMs);
        into[32] = Kind;
        BinaryPrimitives.WriteUInt32LittleEndian(into[36..], PayloadSum);
        BinaryPrimitives.WriteUInt32LittleEndian(into[SumAt..], Checksum.Of(into[..SumAt]));
    }

    /// <summary>Reads one if these bytes are one and stand where they say.</summary>
    /// <param name="bytes">At least <see cref="Size"/> bytes.</param>
    /// <param name="offset">Where they stand in the log.</param>
    /// <param name="header">The header.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, long offset, out FrameHeader header)
    {
        header = default;
        if (bytes.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(bytes[MagicAt..]) != Magic) return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes[SumAt..]) != Checksum.Of(bytes[..SumAt])) return false;
        header = new FrameHeader(
            BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            bytes[32],
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[36..]));
        return header.Length >= 0 && header.Offset == offset;
    }
}

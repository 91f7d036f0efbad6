using System.Buffers.Binary;

namespace Watchfloor.Platform.Log;

/// <summary>
/// The payload of the frames that begin and end a segment. The beginning says where the segment before it ended, so that what stands
/// there behind that place is never taken for entries, and a missing segment is noticed.
/// </summary>
/// <param name="Capacity">The bytes reserved for the segment. The next one begins so many after its first, whatever became of them.</param>
/// <param name="PreviousFirst">The first offset of the segment before it; -1: none.</param>
/// <param name="PreviousEnd">The offset after that one's last entry.</param>
internal readonly record struct SegmentMark(long Capacity, long PreviousFirst, long PreviousEnd)
{
    /// <summary>The kind of a segment's first frame.</summary>
    public const byte Begin = 0xF0;

    /// <summary>The kind of a segment's last frame. What stands after it is not trusted.</summary>
    public const byte Seal = 0xF1;

    /// <summary>The bytes of the payload.</summary>
    public const int Size = 24;

    /// <summary>The bytes of the whole frame.</summary>
    public const int FrameSize = FrameHeader.Size + Size;

    /// <summary>The whole frame.</summary>
    public byte[] ToFrame(byte kind, ulong salt, long offset, long ms)
    {
        var bytes = new byte[FrameSize];
        var payload = bytes.AsSpan(FrameHeader.Size);
        BinaryPrimitives.WriteInt64LittleEndian(payload, Capacity);
        BinaryPrimitives.WriteInt64LittleEndian(payload[8..], PreviousFirst);
        BinaryPrimitives.WriteInt64LittleEndian(payload[16..], PreviousEnd);
        new FrameHeader(salt, offset, kind, ms, Size, Checksum.Of(payload)).Write(bytes);
        return bytes;
    }

    /// <summary>Reads a whole frame of a kind.</summary>
    public static bool TryParse(ReadOnlySpan<byte> frame, byte kind, long offset, out SegmentMark mark, out FrameHeader header)
    {
        mark = default;
        if (!FrameHeader.TryParse(frame, offset, out header) || header.Kind != kind || header.Length != Size || frame.Length < FrameSize) return false;
        var payload = frame[FrameHeader.Size..FrameSize];
        if (Checksum.Of(payload) != header.PayloadSum) return false;
        mark = new SegmentMark(
            BinaryPrimitives.ReadInt64LittleEndian(payload),
            BinaryPrimitives.ReadInt64LittleEndian(payload[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(payload[16..]));
        return mark.Capacity > 0;
    }
}

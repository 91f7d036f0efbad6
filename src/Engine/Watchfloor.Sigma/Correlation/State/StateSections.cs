using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Watchfloor.Sigma.Correlation.State;

/// <summary>
/// The frame of saved state. The letters <c>WFCORR</c> and two bytes of version; then sections: one byte of kind, four of length, four
/// of CRC-32C over kind, length and content, and the content. The first section is the stream's and says how many of correlations follow.
/// Everything is little endian.
/// </summary>
internal static class StateSections
{
    public const byte OfStream = 1;
    public const byte OfCorrelation = 2;

    private const ushort Version = 1;
    private const int FrameLength = 9;

    private static ReadOnlySpan<byte> Magic => "WFCORR"u8;

    public static void WriteHeader(IBufferWriter<byte> to)
    {
        to.Write(Magic);
        Span<byte> version = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(version, Version);
        to.Write(version);
    }

    public static void Write(IBufferWriter<byte> to, byte kind, ReadOnlySpan<byte> content)
    {
        Span<byte> frame = stackalloc byte[FrameLength];
        frame[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(frame[1..], content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[5..], Checksum(frame[..5], content));
        to.Write(frame);
        to.Write(content);
    }

    public static void ReadHeader(ref StateReader from)
    {
        var start = from;
        if (from.Bytes(Magic.Length).SequenceEqual(Magic) is false) throw start.Fault("this is not the saved state of correlations");
        var version = BinaryPrimitives.ReadUInt16LittleEndian(from.Bytes(2));
        if (version != Version) throw start.Fault($"the state is of format version {version}; this program reads version {Version}");
    }

    /// <summary>The content of the next section, whole and checked.</summary>
    public static StateReader Read(ref StateReader from, byte kind)
    {
        var start = from;
        var frame = from.Bytes(FrameLength);
        if (frame[0] != kind) throw start.Fault($"a section is of kind {frame[0]}, not {kind}");
        var origin = from.Offset;
        var content = from.Bytes(BinaryPrimitives.ReadUInt32LittleEndian(frame[1..]));
        if (BinaryPrimitives.ReadUInt32LittleEndian(frame[5..]) != Checksum(frame[..5], content))
            throw start.Fault("the checksum of a section is wrong: the bytes were damaged");
        return new StateReader(content, origin);
    }

    /// <summary>CRC-32C (RFC 3385) of the two in a row.</summary>
    private static uint Checksum(ReadOnlySpan<byte> frame, ReadOnlySpan<byte> content)
    {
        var crc = uint.MaxValue;
        foreach (var b in frame) crc = BitOperations.Crc32C(crc, b);
        for (; content.Length >= 8; content = content[8..]) crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(content));
        foreach (var b in content) crc = BitOperations.Crc32C(crc, b);
        return ~crc;
    }
}

using System.Buffers.Binary;
using System.Numerics;

namespace Watchfloor.Platform;

/// <summary>CRC-32C (Castagnoli, RFC 3720 §12.1), which processors compute.</summary>
internal static class Checksum
{
    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => ~Continue(~0u, bytes);

    /// <summary>Goes on with a running value: begin with all ones, invert at the end.</summary>
    public static uint Continue(uint running, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..]) running = BitOperations.Crc32C(running, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (var b in bytes) running = BitOperations.Crc32C(running, b);
        return running;
    }
}

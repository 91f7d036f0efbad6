using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Watchfloor.Formats;

/// <summary>
/// CRC-32 as in RFC 1952 §8: 64 bytes a step where the processor multiplies without carry, else eight. Every byte of a log passes
/// here, so that with a plain table it would take as long as reading the records.
/// </summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB8_8320;
    private const int FoldedBytes = 128;
    private static readonly uint[] s_tables = MakeTables();

    /// <param name="data">The bytes.</param>
    /// <param name="before">The checksum of what stands before them.</param>
    public static uint Of(ReadOnlySpan<byte> data, uint before = 0)
    {
        var crc = ~before;
        if (Pclmulqdq.IsSupported && data.Length >= FoldedBytes) crc = Fold(ref data, crc);
        return ~ByTable(data, crc);
    }

    private static uint ByTable(ReadOnlySpan<byte> data, uint crc)
    {
        ReadOnlySpan<uint> tables = s_tables;
        while (data.Length >= 8)
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(data) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(data[4..]);
            crc = tables[(int)(0x700 + (low & 0xFF))] ^ tables[(int)(0x600 + ((low >> 8) & 0xFF))]
                ^ tables[(int)(0x500 + ((low >> 16) & 0xFF))] ^ tables[(int)(0x400 + (low >> 24))]
                ^ tables[(int)(0x300 + (high & 0xFF))] ^ tables[(int)(0x200 + ((high >> 8) & 0xFF))]
                ^ tables[(int)(0x100 + ((high >> 16) & 0xFF))] ^ tables[(int)(high >> 24)];
            data = data[8..];
        }

        foreach (var b in data) crc = tables[(int)((crc ^ b) & 0xFF)] ^ (crc >> 8);
        return crc;
    }

    /// <summary>
    /// Replaces whole steps of 64 bytes by 16 bytes with the same remainder (Gopal and others, "Fast CRC Computation for Generic
    /// Polynomials Using PCLMULQDQ Instruction", Intel 2009), and takes the remainder of those by table.
    /// </summary>
    private static uint Fold(ref ReadOnlySpan<byte> data, uint crc)
    {
        var by512 = Vector128.Create(0x1_5444_2BD4ul, 0x1_C6E4_1596ul); // x^(512+32), x^(512-32) modulo the polynomial, reflected
        var by128 = Vector128.Create(0x1_7519_97D0ul, 0x0_CCAA_009Eul); // x^(128+32), x^(128-32)
        var lanes = MemoryMarshal.Cast<byte, Vector128<ulong>>(data);
        var a = lanes[0] ^ Vector128.CreateScalar((ulong)crc);
        var (b, c, d) = (lanes[1], lanes[2], lanes[3]);
        var at = 4;
        for (; at + 4 <= lanes.Length; at += 4)
        {
            a = Advance(a, by512) ^ lanes[at];
            b = Advance(b, by512) ^ lanes[at + 1];
            c = Advance(c, by512) ^ lanes[at + 2];
            d = Advance(d, by512) ^ lanes[at + 3];
        }

        data = data[(at * 16)..];
        var rest = Advance(Advance(Advance(a, by128) ^ b, by128) ^ c, by128) ^ d;
        return ByTable(MemoryMarshal.AsBytes(new ReadOnlySpan<Vector128<ulong>>(in rest)), 0);
    }

    private static Vector128<ulong> Advance(Vector128<ulong> lane, Vector128<ulong> distance) =>
        Pclmulqdq.CarrylessMultiply(lane, distance, 0x00) ^ Pclmulqdq.CarrylessMultiply(lane, distance, 0x11);

    /// <summary>Table n (256 entries each) carries a byte n places further.</summary>
    private static uint[] MakeTables()
    {
        var tables = new uint[8 * 256];
        for (var i = 0u; i < 256; i++)
        {
            var crc = i;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Polynomial;
            tables[i] = crc;
        }

        for (var i = 256; i < tables.Length; i++) tables[i] = (tables[i - 256] >> 8) ^ tables[(int)(tables[i - 256] & 0xFF)];
        return tables;
    }
}

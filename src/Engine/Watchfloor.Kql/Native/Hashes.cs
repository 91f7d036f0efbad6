using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Watchfloor.Kql.Native;

/// <summary>Hashes of a text's UTF-8 bytes; cryptographic ones in lower-case hexadecimal digits.</summary>
[SuppressMessage("Security", "CA5350", Justification = "Indicators of compromise are known by their SHA-1.")]
[SuppressMessage("Security", "CA5351", Justification = "Indicators of compromise are known by their MD5.")]
internal static class Hashes
{
    private const ulong Prime1 = 0x9E3779B185EBCA87, Prime2 = 0xC2B2AE3D27D4EB4F, Prime3 = 0x165667B19E3779F9, Prime4 = 0x85EBCA77C2B2AE63, Prime5 = 0x27D4EB2F165667C5;

    public static string? Sha256(ReadOnlySpan<string?> arguments) => Convert.ToHexStringLower(SHA256.HashData(Bytes(arguments)));

    public static string? Sha1(ReadOnlySpan<string?> arguments) => Convert.ToHexStringLower(SHA1.HashData(Bytes(arguments)));

    public static string? Md5(ReadOnlySpan<string?> arguments) => Convert.ToHexStringLower(MD5.HashData(Bytes(arguments)));

    /// <summary>xxHash64 with the seed 0, as a signed number; with a divisor as second argument, if it is not 0, the remainder, never below zero.</summary>
    public static string? Xx(ReadOnlySpan<string?> arguments)
    {
        var hash = (long)Xx(Bytes(arguments));
        var divisor = arguments.Long(1) ?? 0;
        if (divisor == 0) return Arguments.Text(hash);
        if (divisor < 0) return null;
        var rest = hash % divisor;
        return (rest < 0 ? rest + divisor : rest).ToString(CultureInfo.InvariantCulture);
    }

    private static byte[] Bytes(ReadOnlySpan<string?> arguments) => Encoding.UTF8.GetBytes(arguments.Text(0));

    /// <summary>The xxHash algorithm of 64 bits (its specification, sections "XXH64 algorithm description" 1 to 7).</summary>
    private static ulong Xx(ReadOnlySpan<byte> bytes)
    {
        unchecked
        {
            var length = (ulong)bytes.Length;
            ulong hash;
            if (bytes.Length >= 32)
            {
                Span<ulong> lanes = [Prime1 + Prime2, Prime2, 0, 0 - Prime1];
                for (; bytes.Length >= 32; bytes = bytes[32..])
                    for (var i = 0; i < 4; i++)
                        lanes[i] = Round(lanes[i], BinaryPrimitives.ReadUInt64LittleEndian(bytes[(8 * i)..]));
                hash = BitOperations.RotateLeft(lanes[0], 1) + BitOperations.RotateLeft(lanes[1], 7) + BitOperations.RotateLeft(lanes[2], 12) + BitOperations.RotateLeft(lanes[3], 18);
                foreach (var lane in lanes) hash = ((hash ^ Round(0, lane)) * Prime1) + Prime4;
            }
            else
            {
                hash = Prime5;
            }

            hash += length;
            for (; bytes.Length >= 8; bytes = bytes[8..]) hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(bytes)), 27) * Prime1) + Prime4;
            if (bytes.Length >= 4)
            {
                hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(bytes) * Prime1), 23) * Prime2) + Prime3;
                bytes = bytes[4..];
            }

            foreach (var b in bytes) hash = BitOperations.RotateLeft(hash ^ (b * Prime5), 11) * Prime1;
            hash = (hash ^ (hash >> 33)) * Prime2;
            hash = (hash ^ (hash >> 29)) * Prime3;
            return hash ^ (hash >> 32);
        }
    }

    private static ulong Round(ulong lane, ulong input) => unchecked(BitOperations.RotateLeft(lane + (input * Prime2), 31) * Prime1);
}

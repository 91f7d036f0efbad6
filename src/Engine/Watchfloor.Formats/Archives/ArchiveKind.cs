using System.Buffers.Binary;

namespace Watchfloor.Formats.Archives;

internal enum ArchiveKind
{
    None,
    Gzip,
    Zip,
    Zstandard,
    Xz,
    Bzip2,
    Tar,
}

/// <summary>Recognises archives by their first bytes; what a file is called says nothing.</summary>
internal static class ArchiveMagic
{
    /// <summary>How many bytes <see cref="Detect"/> wants to see.</summary>
    public const int Bytes = TarHeader.Bytes;

    private static ReadOnlySpan<byte> Gzip => [0x1F, 0x8B, 0x08];

    private static ReadOnlySpan<byte> Zip => "PK\x03\x04"u8;

    private static ReadOnlySpan<byte> EmptyZip => "PK\x05\x06"u8;

    /// <summary>What every xz stream begins with.</summary>
    public static ReadOnlySpan<byte> Xz => [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0];

    /// <summary>"BZh", the block size, then the digits of π that begin a block, or of its root that end an empty stream.</summary>
    private static bool IsBzip2(ReadOnlySpan<byte> head) =>
        head.Length >= 10 && head.StartsWith("BZh"u8) && head[3] is >= (byte)'1' and <= (byte)'9'
        && (head[4..10].SequenceEqual("1AY&SY"u8) || head[4..10].SequenceEqual<byte>([0x17, 0x72, 0x45, 0x38, 0x50, 0x90]));

    /// <summary>A frame, or a skippable frame before it (RFC 8878 §3.1).</summary>
    private static bool IsZstandard(ReadOnlySpan<byte> head) =>
        head.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(head) is 0xFD2F_B528 or >= 0x184D_2A50 and <= 0x184D_2A5F;

    public static ArchiveKind Detect(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(Gzip)) return ArchiveKind.Gzip;
        if (head.StartsWith(Zip) || head.StartsWith(EmptyZip)) return ArchiveKind.Zip;
        if (head.StartsWith(Xz)) return ArchiveKind.Xz;
        if (IsZstandard(head)) return ArchiveKind.Zstandard;
        if (IsBzip2(head)) return ArchiveKind.Bzip2;
        return TarHeader.TryRead(head, out _) ? ArchiveKind.Tar : ArchiveKind.None;
    }
}

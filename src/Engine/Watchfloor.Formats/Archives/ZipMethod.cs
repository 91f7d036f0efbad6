namespace Watchfloor.Formats.Archives;

/// <summary>The compression methods of zip (APPNOTE §4.4.5) that are read.</summary>
internal static class ZipMethod
{
    public const ushort Stored = 0;
    public const ushort Deflate = 8;
    public const ushort Deflate64 = 9;
    public const ushort Bzip2 = 12;
    public const ushort Lzma = 14;
    public const ushort Zstandard = 93;
    public const ushort Xz = 95;

    public static bool IsKnown(ushort method) => method is Stored or Deflate or Deflate64 or Bzip2 or Lzma or Zstandard or Xz;

    /// <summary>The content of a member whose sizes are known.</summary>
    public static Stream Open(ZipHeader header, SlicedStream packed) => header.Method switch
    {
        Stored => packed,
        Deflate => Codecs.Deflate(packed),
        Deflate64 => Codecs.Deflate64(packed),
        Bzip2 => Codecs.Bzip2(packed),
        Lzma => Codecs.ZipLzma(packed, header.Packed, header.Length),
        Zstandard => Codecs.Zstandard(packed),
        Xz => Codecs.Xz(new ForwardStream(packed)),
        _ => throw DamageException.Unsupported($"compression method {header.Method}"),
    };
}

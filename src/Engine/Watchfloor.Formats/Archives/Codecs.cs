using SharpCompress.Compressors;
using SharpCompress.Compressors.BZip2;
using SharpCompress.Compressors.Deflate64;
using SharpCompress.Compressors.LZMA;
using SharpCompress.Compressors.ZStandard;

namespace Watchfloor.Formats.Archives;

/// <summary>
/// The decompressors, each opened so that it reads every concatenated stream and notices a missing end. Deflate is the runtime's
/// own: SharpCompress is five times slower and stops after the first member of a gzip file.
/// </summary>
internal static class Codecs
{
    /// <summary>The largest window a stream may ask for, in bytes. The strongest setting of xz takes 64 MiB, of zstd 128 MiB.</summary>
    public const uint MaxWindowBytes = 128 << 20;

    /// <summary>Without this switch the runtime takes the end of the input for the end of the data and a cut file for a whole one.</summary>
    static Codecs() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>The content of a file that is only compressed.</summary>
    public static Stream Open(ArchiveKind kind, ForwardStream input) => kind switch
    {
        ArchiveKind.Gzip => Gzip(input),
        ArchiveKind.Bzip2 => Bzip2(input),
        ArchiveKind.Zstandard => Zstandard(input),
        ArchiveKind.Xz => Xz(input),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

#pragma warning disable RS0030 // This is the folder that the ban points to.
    public static Stream Gzip(Stream input) =>
        new System.IO.Compression.GZipStream(input, System.IO.Compression.CompressionMode.Decompress);

    public static Stream Deflate(Stream input) =>
        new System.IO.Compression.DeflateStream(input, System.IO.Compression.CompressionMode.Decompress);
#pragma warning restore RS0030

    public static Stream Deflate64(Stream input) => new Deflate64Stream(input, CompressionMode.Decompress);

    public static Stream Bzip2(Stream input) =>
        BZip2Stream.Create(input, CompressionMode.Decompress, decompressConcatenated: true, leaveOpen: false, tolerateTruncatedStream: false);

    public static Stream Zstandard(Stream input) => new DecompressionStream(input);

    public static Stream Xz(ForwardStream input) => new XzStream(input);

    /// <summary>LZMA as zip has it: the version of the encoder, the length of the properties, the properties (APPNOTE §5.8.8).</summary>
    public static Stream ZipLzma(Stream input, long packed, long length)
    {
        Span<byte> head = stackalloc byte[9];
        input.ReadExactly(head);
        var properties = head[4..].ToArray();
        if (head[2] != 5 || BitConverter.ToUInt32(properties, 1) > MaxWindowBytes) throw DamageException.Unsupported("so large a window");
        return LzmaStream.Create(properties, input, packed - head.Length, length);
    }
}

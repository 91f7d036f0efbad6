using SharpCompress.Compressors;
using SharpCompress.Compressors.Deflate;

namespace Watchfloor.Formats.Archives;

/// <summary>Deflate says itself where it ends. SharpCompress, unlike the runtime, gives back what it read beyond.</summary>
internal sealed class ZipStreamedDeflate(ForwardStream source) : ZipStreamedContent(source)
{
    private readonly DeflateStream _inflate = new(source, CompressionMode.Decompress, CompressionLevel.Default, leaveOpen: true)
    {
        BufferSize = 8 << 10, // well within what the source can take back
    };

    protected override int ReadContent(Span<byte> destination) => _inflate.Read(destination);

    protected override void GiveBack() => Source.Unread((int)_inflate.InputBuffer.Length);

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inflate.Dispose();
        base.Dispose(disposing);
    }
}

using System.IO.Compression;
using System.Text;
using ZstdSharp;

namespace Watchfloor.Product.Tests.Inputs.Fakes;

/// <summary>Compresses bodies.</summary>
internal static class Coding
{
#pragma warning disable RS0030 // Tests write what the program unpacks.
    public static byte[] Pack(string coding, string text)
    {
        using var packed = new MemoryStream();
        using (Stream stream = coding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
            "zstd" => new CompressionStream(packed, leaveOpen: true),
            _ => new BufferedStream(packed),
        })
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush();
            if (stream is BufferedStream) return packed.ToArray();
        }

        return packed.ToArray();
    }
#pragma warning restore RS0030
}

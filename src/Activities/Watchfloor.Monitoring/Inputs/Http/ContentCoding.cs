using System.IO.Compression;
using System.Runtime.InteropServices;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Watchfloor.Monitoring.Inputs.Http;

/// <summary>Undoes the compression of a body (RFC 9110 §8.4), within bounds of size and ratio.</summary>
internal static class ContentCoding
{
    /// <summary>How much may come out before the ratio is judged: a small body of one repeated line is no bomb.</summary>
    private const int RatioGraceBytes = 1 << 20;

    /// <summary>The largest window that a sender of zstd over HTTP may ask for is 8 MiB (RFC 9659 §3).</summary>
    private const int ZstdWindowLog = 23;

    /// <summary>Without this switch the runtime takes the end of the input for the end of the data and a cut body for a whole one.</summary>
    static ContentCoding() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", true);

    /// <summary>Undoes the codings of a body, the last first.</summary>
    /// <param name="codings">The header's value; null or empty: none.</param>
    /// <param name="sent">The body as it was sent. Disposed of when another takes its place.</param>
    /// <param name="make">Makes an empty body.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="fault">What was wrong.</param>
    public static ReceivedBody? Undo(string? codings, ReceivedBody sent, Func<ReceivedBody> make, HttpInputOptions options, out BodyFault? fault)
    {
        fault = null;
        var body = sent;
        string[] names = [.. (codings ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Reverse()];
        if (names.Length > 2) fault = BodyFault.Coding(codings!);
        foreach (var name in names)
        {
            if (fault is not null) break;
            var coding = name.ToLowerInvariant();
            if (coding == "identity") continue;
            var next = make();
            fault = Undo(coding, body, next, options);
            body.Dispose();
            body = next;
        }

        if (fault is null) return body;
        body.Dispose();
        return null;
    }

    private static BodyFault? Undo(string coding, ReceivedBody packed, ReceivedBody plain, HttpInputOptions options)
    {
        try
        {
            MemoryMarshal.TryGetArray(packed.Bytes, out var bytes);
            if (bytes.Count == 0) return null;
            using var input = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
            using var stream = Open(coding, input);
            return stream is null ? BodyFault.Coding(coding) : Copy(stream, packed.Length, plain, options);
        }
        catch (Exception e) when (e is InvalidDataException or ZstdException or IOException)
        {
            return BodyFault.Damaged(coding, e.Message.TrimEnd('.'));
        }
    }

    private static BodyFault? Copy(Stream stream, int packed, ReceivedBody plain, HttpInputOptions options)
    {
        while (true)
        {
            if (plain.Length == options.MaxBodyBytes) return stream.ReadByte() < 0 ? null : BodyFault.UnpacksTooLarge(options.MaxBodyBytes);
            var free = plain.Free(options.MaxBodyBytes);
            if (free.IsEmpty) return BodyFault.Busy;
            var read = stream.Read(free.Span);
            if (read == 0) return null;
            plain.Add(read);
            if (plain.Length > RatioGraceBytes && plain.Length > (long)packed * options.MaxRatio) return BodyFault.Bomb(options.MaxRatio);
        }
    }

#pragma warning disable RS0030 // A body is one layer in memory, bounded by the loop above; the archive reader would open what is in it too.
    private static Stream? Open(string coding, Stream input) => coding switch
    {
        "gzip" or "x-gzip" => new GZipStream(input, CompressionMode.Decompress),
        "deflate" => new ZLibStream(input, CompressionMode.Decompress),
        "zstd" => Zstd(input),
        _ => null,
    };
#pragma warning restore RS0030

    private static DecompressionStream Zstd(Stream input)
    {
        var stream = new DecompressionStream(input);
        stream.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, ZstdWindowLog);
        return stream;
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Watchfloor.Formats.Archives;

/// <summary>The integrity check behind each xz block (§2.1.1.2). Kinds that are not known are passed over, as the format allows.</summary>
internal sealed class XzCheck(int kind) : IDisposable
{
    private const int WithCrc32 = 1;
    private const int WithCrc64 = 4;
    private const int WithSha256 = 10;

    private readonly IncrementalHash? _sha = kind == WithSha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private uint _crc32;
    private Crc64 _crc64 = new();

    private int Bytes => kind == 0 ? 0 : 4 << ((kind - 1) / 3);

    public void Add(ReadOnlySpan<byte> data)
    {
        if (kind == WithCrc32) _crc32 = Crc32.Of(data, _crc32);
        if (kind == WithCrc64) _crc64.Add(data);
        _sha?.AppendData(data);
    }

    /// <summary>Reads the check and begins anew.</summary>
    /// <exception cref="DamageException">It is another than that of the data.</exception>
    public void Verify(ForwardStream source)
    {
        Span<byte> stored = stackalloc byte[64];
        stored = stored[..Bytes];
        source.Demand(stored);
        Span<byte> actual = stackalloc byte[64];
        stored.CopyTo(actual);
        if (kind == WithCrc32) BinaryPrimitives.WriteUInt32LittleEndian(actual, _crc32);
        if (kind == WithCrc64) BinaryPrimitives.WriteUInt64LittleEndian(actual, _crc64.Value);
        _sha?.GetHashAndReset(actual);
        _crc32 = 0;
        _crc64 = new Crc64();
        if (!actual[..Bytes].SequenceEqual(stored)) throw DamageException.BadChecksum();
    }

    public void Dispose() => _sha?.Dispose();
}

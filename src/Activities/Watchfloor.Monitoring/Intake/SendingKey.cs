using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Watchfloor.Monitoring.Intake;

/// <summary>The names under which senders may send the same again. They stand in the log, so how they are made never changes.</summary>
internal static class SendingKey
{
    /// <summary>The key of a whole sending.</summary>
    /// <param name="sourceId">The source's id.</param>
    /// <param name="batchId">What the sender calls it.</param>
    public static UInt128 OfBatch(string sourceId, string batchId) => Hash("batch", sourceId, batchId);

    /// <summary>The key of one document.</summary>
    /// <param name="sourceId">The source's id.</param>
    /// <param name="index">The index it was sent to.</param>
    /// <param name="id">Its <c>_id</c>.</param>
    public static UInt128 OfDocument(string sourceId, string index, string id) => Hash("document", sourceId, index, id);

    /// <summary>The key of one piece of a sending that takes several entries of the log.</summary>
    public static UInt128 OfPiece(UInt128 batch, int piece)
    {
        if (piece == 0) return batch;
        Span<byte> bytes = stackalloc byte[20];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, batch);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[16..], piece);
        return First128(bytes);
    }

    /// <summary>Each text is preceded by its length, so that no two lists of texts give the same bytes.</summary>
    private static UInt128 Hash(params ReadOnlySpan<string> texts)
    {
        var length = 0;
        foreach (var text in texts) length += 4 + Encoding.UTF8.GetByteCount(text);
        var rented = ArrayPool<byte>.Shared.Rent(length);
        var rest = rented.AsSpan(0, length);
        foreach (var text in texts)
        {
            var count = Encoding.UTF8.GetBytes(text, rest[4..]);
            BinaryPrimitives.WriteInt32LittleEndian(rest, count);
            rest = rest[(4 + count)..];
        }

        var key = First128(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return key;
    }

    private static UInt128 First128(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        var key = BinaryPrimitives.ReadUInt128LittleEndian(digest);
        return key == 0 ? 1 : key; // zero means "no key"
    }
}

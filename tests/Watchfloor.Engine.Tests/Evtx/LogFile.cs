using System.Buffers.Binary;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>Puts an event log together from chunks.</summary>
internal static class LogFile
{
    public const int HeaderBytes = 4_096;

    /// <summary>A file of these chunks, each given by the fragments of its records.</summary>
    public static byte[] OfChunks(params object[][] chunks)
    {
        var number = 0ul;
        return Of([.. chunks.Select(records =>
        {
            var writer = new ChunkWriter();
            foreach (var record in records) writer.Add(++number, record);
            return writer.Finish();
        })]);
    }

    /// <summary>A file of one chunk with these records.</summary>
    public static byte[] OfRecords(params object[] records) => OfChunks(records);

    public static byte[] Of(params byte[][] chunks)
    {
        var file = new byte[HeaderBytes];
        "ElfFile\0"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(16), (ulong)Math.Max(0, chunks.Length - 1));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(32), 128);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(36), 0x0003_0001);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(40), HeaderBytes);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(42), (short)chunks.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(124), Crc32.Of(file.AsSpan(0, 120)));
        return [.. file, .. chunks.SelectMany(c => c)];
    }
}

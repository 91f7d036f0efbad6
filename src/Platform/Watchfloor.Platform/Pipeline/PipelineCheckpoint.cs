using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Watchfloor.Platform.Pipeline;

/// <summary>
/// What the stages remember, with the log offset it belongs to, so that a restart need not read the whole log. Written aside, synced and
/// renamed: a crash leaves the old one or the new one. A damaged one counts as none.
/// </summary>
/// <remarks>Layout, little-endian: magic, offset (8), number of sections (4), each a name (2 + UTF-8) and bytes (4 + bytes), then CRC-32C (4).</remarks>
internal sealed class PipelineCheckpoint(string folder)
{
    private static readonly byte[] _magic = "WFCP0001"u8.ToArray();

    private string File => Path.Combine(folder, "checkpoint");

    /// <summary>What the stages remember now, as the bytes of a checkpoint.</summary>
    public static byte[] Take(long offset, IReadOnlyList<IBatchStage> stages)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(_magic);
        BinaryPrimitives.WriteInt64LittleEndian(buffer.GetSpan(8), offset);
        buffer.Advance(8);
        WriteInt(buffer, stages.Count);
        foreach (var stage in stages)
        {
            var name = Encoding.UTF8.GetBytes(stage.Name);
            WriteInt(buffer, name.Length);
            buffer.Write(name);
            var section = new ArrayBufferWriter<byte>();
            stage.Save(section);
            WriteInt(buffer, section.WrittenCount);
            buffer.Write(section.WrittenSpan);
        }

        WriteInt(buffer, (int)Checksum.Of(buffer.WrittenSpan));
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Makes a checkpoint the one to begin with.</summary>
    /// <exception cref="IOException">It cannot be written; the old one stands.</exception>
    public void Write(byte[] checkpoint) => DurableFile.Replace(File, checkpoint);

    /// <summary>Reads the checkpoint, or null when there is none that can be used.</summary>
    public (long Offset, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Sections)? Read()
    {
        if (!System.IO.File.Exists(File)) return null;
        var bytes = System.IO.File.ReadAllBytes(File);
        if (bytes.Length < _magic.Length + 16 || !bytes.AsSpan().StartsWith(_magic)) return null;
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(^4..)) != Checksum.Of(bytes.AsSpan(..^4))) return null;
        var offset = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(_magic.Length));
        var place = _magic.Length + 8;
        var sections = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        for (var count = Int(); count > 0; count--)
        {
            var name = Encoding.UTF8.GetString(Bytes().Span);
            sections[name] = Bytes();
        }

        return (offset, sections);

        int Int()
        {
            place += 4;
            return BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(place - 4));
        }

        ReadOnlyMemory<byte> Bytes()
        {
            var length = Int();
            place += length;
            return bytes.AsMemory(place - length, length);
        }
    }

    private static void WriteInt(ArrayBufferWriter<byte> buffer, int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
    }
}

using System.Buffers.Binary;

namespace Watchfloor.Formats.Archives;

/// <summary>Stored bytes end where a descriptor stands that describes exactly them.</summary>
internal sealed class ZipStreamedStored(ForwardStream source) : ZipStreamedContent(source)
{
    protected override int ReadContent(Span<byte> destination)
    {
        var ahead = Source.Peek(ForwardStream.BufferBytes);
        if (ahead.Length < sizeof(uint)) throw DamageException.CutShort();
        if (BinaryPrimitives.ReadUInt32LittleEndian(ahead) == Signature && Descriptor().Right) return 0;
        var next = ahead[1..].IndexOf("PK"u8);
        var length = Math.Min(destination.Length, next < 0 ? ahead.Length - 1 : next + 1);
        return Source.Read(destination[..length]);
    }
}

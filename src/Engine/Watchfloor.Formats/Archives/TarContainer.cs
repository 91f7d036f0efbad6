using System.Globalization;
using System.Text;

namespace Watchfloor.Formats.Archives;

/// <summary>tar: headers and contents in turn, long names by GNU's and pax's extra members.</summary>
internal sealed class TarContainer(ForwardStream source) : IArchiveContainer
{
    /// <summary>The longest extra member (names, attributes) that is taken into memory, in bytes.</summary>
    private const int MaxExtraBytes = 64 << 10;

    private const long MaxMemberBytes = 1L << 60;

    private long _next;

    public ArchiveEntry? Next()
    {
        string? longName = null;
        long? longSize = null;
        while (true)
        {
            source.Skip(_next - source.Position);
            var block = source.Peek(TarHeader.Bytes);
            // Two zero blocks end an archive; old writers and cut files leave them out.
            if (block.IsEmpty || block[0] == 0) return null;
            if (block.Length < TarHeader.Bytes) throw DamageException.CutShort();
            if (!TarHeader.TryRead(block, out var header))
                return new ArchiveEntry("", null, Refusal: $"damaged: {FindHeader():N0} bytes where a header should be");
            source.Skip(TarHeader.Bytes);
            switch (header.Type)
            {
                case 'L':
                    longName = TarHeader.Text(Extra(header.Size));
                    break;
                case 'x':
                    Attributes(Extra(header.Size), ref longName, ref longSize);
                    break;
                case '0' or '\0' or '7':
                    var size = longSize ?? header.Size;
                    var name = longName ?? header.Name;
                    longName = null;
                    longSize = null;
                    Pass(size);
                    if (name.EndsWith('/')) continue; // how v7 marked a folder
                    return new ArchiveEntry(name, () => new SlicedStream(source, size));
                case 'S':
                    Pass(header.Size);
                    return new ArchiveEntry(longName ?? header.Name, null, Refusal: "sparse files are not supported");
                default: // links, folders, devices and attributes for all have no content of interest
                    Pass(longSize ?? header.Size);
                    longName = null;
                    longSize = null;
                    break;
            }
        }
    }

    /// <summary>Goes on by blocks to something that is a header, or to the end.</summary>
    private long FindHeader()
    {
        var start = source.Position;
        do source.Skip(source.Peek(TarHeader.Bytes).Length);
        while (source.Peek(TarHeader.Bytes) is { IsEmpty: false } block && !TarHeader.TryRead(block, out _));
        _next = source.Position;
        return source.Position - start;
    }

    /// <summary>Says where the next header stands: behind this member's content, on a full block.</summary>
    private void Pass(long size)
    {
        if (size > MaxMemberBytes) throw new DamageException("damaged: a member of absurd size");
        _next = source.Position + size + (-size & (TarHeader.Bytes - 1));
    }

    private byte[] Extra(long size)
    {
        if (size > MaxExtraBytes) throw new DamageException("damaged: a name of absurd length");
        var bytes = new byte[size];
        Pass(size);
        source.Demand(bytes);
        return bytes;
    }

    /// <summary>pax: records of "length key=value\n", the length counting itself in decimal.</summary>
    private static void Attributes(ReadOnlySpan<byte> records, ref string? name, ref long? size)
    {
        while (!records.IsEmpty)
        {
            var blank = records.IndexOf((byte)' ');
            if (blank < 0 || !int.TryParse(records[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= blank + 1 || length > records.Length)
                throw new DamageException("damaged: a pax record of the wrong length");
            var record = records[(blank + 1)..(length - 1)];
            if (record.StartsWith("path="u8)) name = Encoding.UTF8.GetString(record[5..]);
            if (record.StartsWith("size="u8) && long.TryParse(record[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes))
                size = bytes;
            records = records[length..];
        }
    }
}

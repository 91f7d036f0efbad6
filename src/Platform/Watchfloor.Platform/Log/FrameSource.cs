using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Watchfloor.Platform.Log;

/// <summary>Reads bytes of a segment's file from a position on; fewer than asked for only at its end.</summary>
internal delegate int ReadAt(Span<byte> into, long position);

/// <summary>
/// The frames of one segment, read through a window over its file. Whatever the bytes are, it gives only frames that were written there.
/// </summary>
/// <param name="read">Reads the file.</param>
/// <param name="first">The segment's first offset.</param>
/// <param name="salt">The segment's salt.</param>
internal sealed class FrameSource(ReadAt read, long first, ulong salt)
{
    private const int Ahead = 256 << 10;

    private byte[] _window = [];
    private long _carefulUntil;
    private long _from;
    private int _count;

    /// <summary>Reads the frame at an offset, if there is a whole one before the limit.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="limit">The offset up to which the file may be read.</param>
    /// <param name="header">Its header.</param>
    /// <param name="payload">Its payload, valid until the next call.</param>
    public bool TryRead(long offset, long limit, out FrameHeader header, out ReadOnlyMemory<byte> payload)
    {
        payload = default;
        if (!TryReadHeader(offset, limit, out header)) return false;
        var size = FrameHeader.SizeOf(header.Length);
        if (size > Array.MaxLength || Load(offset, (int)size, limit) < size) return false;
        var at = (int)(offset - _from);
        if (Checksum.Of(_window.AsSpan(at + FrameHeader.Size, header.Length)) != header.PayloadSum) return false;
        payload = _window.AsMemory(at + FrameHeader.Size, header.Length);
        return true;
    }

    /// <summary>The offset of the first whole frame at or after an offset; the limit when there is none.</summary>
    public long Find(long offset, long limit)
    {
        offset = (offset + 7) & ~7L;
        while (offset + FrameHeader.Size <= limit)
        {
            var count = Load(offset, FrameHeader.Size, limit);
            if (count < 0)
            {
                // A block that cannot be read: go on with the next one.
                offset = first + ((offset - first) & ~(EventLogOptions.Block - 1L)) + EventLogOptions.Block;
                continue;
            }

            if (count < FrameHeader.Size) return limit;
            var start = (int)(offset - _from);
            var words = MemoryMarshal.Cast<byte, ulong>(_window.AsSpan(start, _count - start));
            var found = words.IndexOf(BitConverter.IsLittleEndian ? salt : BinaryPrimitives.ReverseEndianness(salt));
            if (found < 0)
            {
                offset += words.Length * 8L;
                continue;
            }

            offset += found * 8L;
            if (TryRead(offset, limit, out _, out _)) return offset;
            offset += 8;
        }

        return limit;
    }

    private bool TryReadHeader(long offset, long limit, out FrameHeader header)
    {
        header = default;
        return Load(offset, FrameHeader.Size, limit) >= FrameHeader.Size
            && FrameHeader.TryParse(_window.AsSpan((int)(offset - _from), FrameHeader.Size), offset, out header)
            && header.Salt == salt
            && header.Next <= limit;
    }

    /// <summary>Brings bytes into the window, and what follows them, to spare calls.</summary>
    /// <returns>How many of them there are, at most as many as asked for; -1 when the disk does not give them.</returns>
    private int Load(long offset, int count, long limit)
    {
        if (offset >= _from && offset + count <= _from + _count) return count;
        count = (int)Math.Clamp(limit - offset, 0, count);
        var more = offset < _carefulUntil ? EventLogOptions.Block - ((offset - first) & (EventLogOptions.Block - 1L)) : Ahead;
        var ahead = (int)Math.Min(Math.Max(count, more), Math.Max(0, limit - offset));
        // A window grown for a huge frame is given back.
        if (_window.Length < ahead || _window.Length > Math.Max(ahead, 4 * Ahead)) _window = new byte[ahead];
        if (!TryFill(offset, ahead))
        {
            // Somewhere ahead is a place that cannot be read; what was asked for may stand before it. Go on by blocks until it is passed.
            _carefulUntil = Math.Max(_carefulUntil, offset + ahead);
            if (!TryFill(offset, count)) return -1;
        }

        return Math.Min(_count, count);
    }

    private bool TryFill(long offset, int count)
    {
        (_from, _count) = (offset, 0);
        try
        {
            while (_count < count && read(_window.AsSpan(_count, count - _count), offset - first + _count) is > 0 and var got) _count += got;
            return true;
        }
        catch (IOException)
        {
            _count = 0;
            return false;
        }
    }
}

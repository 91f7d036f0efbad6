using System.Buffers.Binary;
using System.Globalization;
using Watchfloor.Events;

namespace Watchfloor.Formats.Evtx;

/// <summary>A security identifier in its string form, <c>S-1-5-18</c> (MS-DTYP §2.4.2.1).</summary>
internal static class SidText
{
    private const int MaxLength = 4 + 20 + (255 * 11);

    /// <param name="batch">Where to write.</param>
    /// <param name="data">Revision, count of sub-authorities, authority (six bytes, big-endian), sub-authorities (four bytes each).</param>
    public static ValueKind Write(EventBatch batch, ReadOnlySpan<byte> data)
    {
        var room = batch.Reserve(MaxLength);
        "S-"u8.CopyTo(room);
        var at = 2;
        Number(room, ref at, data[0], default);
        room[at++] = (byte)'-';
        var authority = ((ulong)BinaryPrimitives.ReadUInt16BigEndian(data[2..]) << 32) | BinaryPrimitives.ReadUInt32BigEndian(data[4..]);
        if (authority > uint.MaxValue)
        {
            "0x"u8.CopyTo(room[at..]);
            at += 2;
            Number(room, ref at, authority, "X12");
        }
        else Number(room, ref at, authority, default);

        for (var rest = data[8..]; rest.Length >= 4; rest = rest[4..])
        {
            room[at++] = (byte)'-';
            Number(room, ref at, BinaryPrimitives.ReadUInt32LittleEndian(rest), default);
        }

        batch.Commit(at);
        return ValueKind.Text;
    }

    private static void Number(Span<byte> room, ref int at, ulong value, ReadOnlySpan<char> format)
    {
        value.TryFormat(room[at..], out var written, format, CultureInfo.InvariantCulture);
        at += written;
    }
}

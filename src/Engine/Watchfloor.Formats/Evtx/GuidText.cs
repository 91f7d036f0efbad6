using Watchfloor.Events;

namespace Watchfloor.Formats.Evtx;

/// <summary>A GUID in braces, upper case.</summary>
internal static class GuidText
{
    private const int Length = 38;

    // The first three groups are little-endian numbers.
    private static ReadOnlySpan<byte> Order => [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

    public static ValueKind Write(EventBatch batch, ReadOnlySpan<byte> data)
    {
        var room = batch.Reserve(Length)[..Length];
        room[0] = (byte)'{';
        room[^1] = (byte)'}';
        var at = 1;
        for (var i = 0; i < Order.Length; i++)
        {
            if (i is 4 or 6 or 8 or 10) room[at++] = (byte)'-';
            var b = data[Order[i]];
            room[at++] = "0123456789ABCDEF"u8[b >> 4];
            room[at++] = "0123456789ABCDEF"u8[b & 15];
        }

        batch.Commit(Length);
        return ValueKind.Text;
    }
}

using System.Buffers.Binary;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

/// <summary>The frame reader as a fuzz target: any bytes as a segment's file; it must return, and give only frames whose sums are right.</summary>
internal static class FrameFuzz
{
    public static int Run(ReadOnlySpan<byte> input)
    {
        var file = input.ToArray();
        var salt = file.Length >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(file) : 0;
        var source = new FrameSource(
            (into, position) =>
            {
                if (position >= file.Length) return 0;
                var count = (int)Math.Min(into.Length, file.Length - position);
                file.AsSpan((int)position, count).CopyTo(into);
                return count;
            },
            0,
            salt);
        var count = 0;
        for (long at = 0; at < file.Length;)
        {
            if (source.TryRead(at, file.Length, out var header, out var payload))
            {
                if (Checksum.Of(payload.Span) != header.PayloadSum || header.Next <= at || header.Next > file.Length) throw new InvalidOperationException("a frame that is none");
                at = header.Next;
                count++;
                continue;
            }

            var next = source.Find(at, file.Length);
            if (next < at || (next == at && next < file.Length)) throw new InvalidOperationException("the search does not go on");
            at = next;
        }

        return count;
    }
}

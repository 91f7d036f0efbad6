using Watchfloor.Events;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Formats;

/// <summary>Decodes bytes to NDJSON, whole or in pieces.</summary>
internal static class Decoding
{
    /// <summary>Decodes a whole stream in one block.</summary>
    public static string[] Whole(FormatDescription format, ReadOnlySpan<byte> input, DecodeLimits? limits = null) =>
        InPieces(format, input, Math.Max(input.Length, 1), limits);

    /// <summary>Decodes one line or record of text.</summary>
    public static string[] Text(string format, string input) =>
        Whole(FormatRegistry.ByName(format)!, System.Text.Encoding.UTF8.GetBytes(input));

    /// <summary>
    /// Decodes a stream that arrives in pieces, as <see cref="EventReader"/> does it: what the decoder is not done with is offered
    /// again with the next piece behind it.
    /// </summary>
    public static string[] InPieces(FormatDescription format, ReadOnlySpan<byte> input, int pieceBytes, DecodeLimits? limits = null)
    {
        var lines = new List<string>();
        EachBatch(format, input, pieceBytes, limits ?? DecodeLimits.Default, batch =>
        {
            for (var i = 0; i < batch.Count; i++) lines.Add(EventNdjson.Write(batch[i]));
        });
        return [.. lines];
    }

    /// <summary>Hands every batch to <paramref name="see"/>.</summary>
    public static void EachBatch(
        FormatDescription format, ReadOnlySpan<byte> input, int pieceBytes, DecodeLimits limits, Action<EventBatch> see)
    {
        var names = new FieldNames();
        var decoder = format.Create(names, limits);
        var batch = new EventBatch(names);
        int done = 0, end = 0;
        do
        {
            end = Math.Min(input.Length, end + pieceBytes);
            var last = end == input.Length;
            batch.Load(input[done..end], done);
            var step = decoder.Decode(batch, last);
            Assert.InRange(step, 0, end - done);
            if (last) Assert.Equal(end - done, step);
            done += step;
            see(batch);
        }
        while (end < input.Length);
    }
}

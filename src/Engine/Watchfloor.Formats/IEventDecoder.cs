using Watchfloor.Events;

namespace Watchfloor.Formats;

/// <summary>
/// Bytes to events, for one stream. A decoder may remember what the stream said before (a header line), so one decoder serves
/// one stream, in order, on one thread at a time.
/// </summary>
public interface IEventDecoder
{
    /// <summary>
    /// Decodes every whole record of <see cref="EventBatch.Input"/> into the batch. Never throws on input: a record that cannot
    /// be read becomes an event made by <see cref="EventBatch.AddUnparsed"/>, and the next one is tried.
    /// </summary>
    /// <param name="batch">Holds the input; <see cref="EventBatch.InputOffset"/> says where the input stands in the stream.</param>
    /// <param name="endOfInput">True when nothing follows, so that a record without its ending counts as whole (or torn).</param>
    /// <returns>
    /// How many bytes are done with. The caller offers the rest again with more behind it; 0 asks for a longer block.
    /// With <paramref name="endOfInput"/> all bytes are done with.
    /// </returns>
    int Decode(EventBatch batch, bool endOfInput);
}

using Watchfloor.Events;

namespace Watchfloor.Formats;

/// <summary>
/// Feeds a stream through a decoder, batch by batch: carries an incomplete record over to the next block, and turns a record longer
/// than <see cref="DecodeLimits.MaxRecordBytes"/> into one unparsed event.
/// </summary>
/// <example>
/// <code>
/// var head = new HeadStream(stream);
/// var format = FormatRegistry.Detect(head.Head)!;
/// var names = new FieldNames();
/// var reader = new EventReader(head, format, names, DecodeLimits.Default);
/// var batch = new EventBatch(names); // used again for every block
/// while (reader.Read(batch))
///     for (var i = 0; i &lt; batch.Count; i++) Console.WriteLine($"{batch[i].SourceOffset}: {batch[i].FieldCount} fields, {batch[i].UnparsedReason ?? "parsed"}");
/// </code>
/// </example>
public sealed class EventReader(Stream stream, FormatDescription format, FieldNames names, DecodeLimits limits)
{
    private readonly BlockSource _blocks = new(stream, limits);
    private readonly IEventDecoder _decoder = format.Create(names, limits);

    /// <summary>Fills the batch with the next events.</summary>
    /// <returns>False at the end of the stream; the batch is then empty.</returns>
    /// <exception cref="IOException">The stream could not be read; what was read before has been delivered.</exception>
    public bool Read(EventBatch batch)
    {
        while (_blocks.Next(batch))
        {
            var done = _decoder.Decode(batch, _blocks.Ended);
            if (done == 0 && _blocks.IsTooLong(batch)) _blocks.GiveUp(batch, format.Name);
            else _blocks.Carry(batch, _blocks.Ended ? batch.InputLength : done);
            if (batch.Count > 0) return true;
        }

        return false;
    }
}

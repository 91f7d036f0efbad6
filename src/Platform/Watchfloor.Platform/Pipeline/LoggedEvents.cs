using Watchfloor.Events;
using Watchfloor.Events.Text;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Pipeline;

/// <summary>Reads single events back from the log, while it still has them.</summary>
public sealed class LoggedEvents(IEventLog log, EventCatalog catalog)
{
    /// <summary>The event's id and JSON, or null when the log no longer has it.</summary>
    /// <param name="offset">The entry's offset.</param>
    /// <param name="index">The event's index in the entry.</param>
    public (EventId Id, byte[] Json)? Find(long offset, int index)
    {
        if (offset < log.Start) return null;
        using var reader = log.Read(offset);
        if (!reader.TryRead(out var frame) || frame.Offset != offset || frame.Kind != LogEntryKind.Batch) return null;
        var batch = new EventBatch(catalog.Names);
        (EventId, byte[])? found = null;
        var first = 0;
        new BatchDecoder(catalog).Decode(BatchEntry.Parse(frame.Payload), batch, () =>
        {
            if (index >= first && index < first + batch.Count) found = (new EventId(frame.ReceivedMs, 0, offset, index), EventJson.ToBytes(batch[index - first]));
            first += batch.Count;
        });
        return found;
    }
}

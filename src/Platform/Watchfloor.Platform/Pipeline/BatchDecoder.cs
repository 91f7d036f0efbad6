using System.Runtime.InteropServices;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Formats.Text;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Pipeline;

/// <summary>Turns the body of a log entry into events, with the same decoders that read files. One thread.</summary>
internal sealed class BatchDecoder(EventCatalog catalog)
{
    private readonly Dictionary<FormatDescription, IEventDecoder> _decoders = [];

    /// <summary>Decodes a body into a batch, and hands it over once for each part of it.</summary>
    public void Decode(BatchEntry entry, EventBatch batch, Action onPart)
    {
        var format = FormatRegistry.ByName(entry.Format) ?? FormatRegistry.Detect(entry.Body.Span) ?? TextFormat.Description;
        if (format.RecordsAreIndependent)
        {
            if (!_decoders.TryGetValue(format, out var decoder))
                _decoders.Add(format, decoder = format.Create(catalog.Names, DecodeLimits.Default));
            batch.Load(entry.Body.Span);
            decoder.Decode(batch, endOfInput: true);
            onPart();
            return;
        }

        // What a decoder remembers of a stream must not leak from one sender's body into another's.
        var events = new EventReader(Stream(entry.Body), format, catalog.Names, DecodeLimits.Default);
        while (events.Read(batch)) onPart();
    }

    private static MemoryStream Stream(ReadOnlyMemory<byte> body) =>
        MemoryMarshal.TryGetArray(body, out var segment)
            ? new MemoryStream(segment.Array!, segment.Offset, segment.Count, writable: false)
            : new MemoryStream(body.ToArray(), writable: false);
}

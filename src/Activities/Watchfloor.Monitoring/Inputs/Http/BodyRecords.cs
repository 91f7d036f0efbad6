using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Formats.Text;

namespace Watchfloor.Monitoring.Inputs.Http;

/// <summary>What a body holds, seen with the decoders that will read it later, so that what the sender is told is what will be.</summary>
/// <param name="Format">The format it will be read with.</param>
/// <param name="Events">How many events, with those that cannot be read.</param>
/// <param name="Unparsed">How many of them cannot be read.</param>
/// <param name="FirstUnparsed">The first of those.</param>
/// <param name="RecordEnds">Where records end, where that is not behind a newline.</param>
internal sealed record BodyRecords(
    FormatDescription Format, int Events, int Unparsed, IReadOnlyList<UnparsedLine> FirstUnparsed, IReadOnlyList<int> RecordEnds)
{
    private const int MaxNamed = 10;
    private const int MaxPooled = 4;

    // Names of its own: what a sender makes up must not use up those of the pipeline.
    private static readonly ConcurrentBag<EventBatch> Batches = [];

    /// <summary>The line of the first record that is too long to be read, or 0.</summary>
    public static int FirstTooLong(ReadOnlySpan<byte> body)
    {
        var most = DecodeLimits.Default.MaxRecordBytes;
        if (body.Length <= most) return 0;
        for (var line = 1; ; line++)
        {
            var end = body.IndexOf((byte)'\n');
            if ((end < 0 ? body.Length : end) > most) return line;
            if (end < 0) return 0;
            body = body[(end + 1)..];
        }
    }

    /// <summary>Looks through a body.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="format">The format to read it with; null: detect.</param>
    public static BodyRecords Read(ReadOnlyMemory<byte> body, FormatDescription? format)
    {
        format ??= FormatRegistry.Detect(body.Span[..Math.Min(body.Length, 64 << 10)]) ?? TextFormat.Description;
        MemoryMarshal.TryGetArray(body, out var bytes);
        using var stream = new MemoryStream(bytes.Array ?? [], bytes.Offset, bytes.Count, writable: false);
        var batch = Batches.TryTake(out var pooled) ? pooled : new EventBatch(new FieldNames());
        var reader = new EventReader(stream, format, batch.Names, DecodeLimits.Default);
        var events = 0;
        var unparsed = 0;
        var first = new List<UnparsedLine>();
        var ends = new List<int>();
        var (line, counted) = (1, 0);
        while (reader.Read(batch))
        {
            events += batch.Count;
            for (var i = 0; i < batch.Count; i++)
            {
                var view = batch[i];
                if (!format.LinesAreIndependent) ends.Add((int)view.SourceOffset + view.Raw.Length);
                if (view.UnparsedReason is not { } reason) continue;
                unparsed++;
                if (first.Count == MaxNamed) continue;
                var at = (int)Math.Min(view.SourceOffset, body.Length);
                if (at > counted) line += body.Span[counted..at].Count((byte)'\n');
                counted = Math.Max(counted, at);
                first.Add(new UnparsedLine(line, reason));
            }
        }

        if (Batches.Count < MaxPooled && batch.Names.Count < FieldNames.MaxNames / 2) Batches.Add(batch);
        return new BodyRecords(format, events, unparsed, first, Ascending(ends, body.Length));
    }

    /// <summary>What stands between records belongs to the one before; the last ends with the body.</summary>
    private static List<int> Ascending(List<int> ends, int length)
    {
        for (var i = 1; i < ends.Count; i++) ends[i] = Math.Max(ends[i], ends[i - 1]);
        if (ends.Count > 0) ends[^1] = length;
        return ends;
    }
}

/// <summary>A record that could not be read.</summary>
/// <param name="Line">Its line, from 1.</param>
/// <param name="Reason">What was seen.</param>
internal sealed record UnparsedLine(int Line, string Reason);

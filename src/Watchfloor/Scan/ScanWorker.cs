using System.Collections.Concurrent;
using System.Globalization;
using Watchfloor.Events;
using Watchfloor.Events.Text;
using Watchfloor.Formats;
using Watchfloor.Formats.Evtx;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Scan;

/// <summary>What one thread needs to match blocks: a matcher, decoders, and batches to read into.</summary>
internal sealed class ScanWorker(Scanner scanner)
{
    private const int MaxHostLength = 255;

    private readonly Matcher _matcher = new(scanner.Request.Rules, scanner.Catalog);
    private readonly Dictionary<FormatDescription, IEventDecoder> _decoders = [];
    private readonly ConcurrentBag<EventBatch> _batches = [];
    private readonly int _recordId = scanner.Catalog.Names.Intern("EventRecordID"u8);
    private readonly int _carved = scanner.Catalog.Names.Intern(EvtxFormat.CarvedField);

    /// <summary>The kinds of events this thread has seen.</summary>
    public ClassStatistics Classes { get; } = new();

    /// <summary>A batch to read into. Its owner gives it back when it has been matched, on any thread.</summary>
    public EventBatch Rent() => _batches.TryTake(out var batch) ? batch : new EventBatch(scanner.Catalog.Names);

    /// <summary>Takes a batch back.</summary>
    public void Return(EventBatch batch) => _batches.Add(batch);

    /// <summary>Decodes a block if need be, matches its events, and hands in what was found.</summary>
    public void Match(ScanBlock block)
    {
        var result = new BlockResult();
        var events = block.IsDecoded || Decode(block, block.Batch) is null ? Match(block, block.Batch, result) : MatchLines(block, result);
        scanner.Complete(block, result, events);
    }

    /// <summary>Decodes and matches each line for itself: a block's decoder has a defect, and only the lines it struck are to be lost.</summary>
    private int MatchLines(ScanBlock block, BlockResult result)
    {
        var lines = block.Batch;
        var line = Rent();
        var events = 0;
        for (int at = 0, length; at < lines.InputLength; at += length)
        {
            length = lines.Input[at..].IndexOf((byte)'\n') + 1;
            if (length == 0) length = lines.InputLength - at;
            line.Load(lines.Input.Slice(at, length), lines.InputOffset + at);
            if (Decode(block, line) is { } defect) block.Member.Defect(scanner, line, defect, "the other records were read");
            events += Match(block, line, result);
        }

        Return(line);
        return events;
    }

    /// <summary>Matches the events of a batch and answers how many there were.</summary>
    private int Match(ScanBlock block, EventBatch batch, BlockResult result)
    {
        var unparsed = 0;
        var carved = 0;
        for (var i = 0; i < batch.Count; i++)
        {
            var view = batch[i];
            if (view.UnparsedReason is { } reason)
            {
                unparsed++;
                block.Member.Statistics.Unparsed(reason, view.SourceOffset);
                continue;
            }

            if (IsEvtx(view) && view.Find(_carved) >= 0) carved++;
            var @class = scanner.Catalog.Classify(view);
            if (@class.IsUnknown && scanner.Named is { } named) @class = named;
            Classes.Add(view, @class);
            foreach (var rule in _matcher.Match(view, @class)) Add(block, view, rule, result);
        }

        block.Member.Statistics.Add(batch, unparsed, carved);
        return batch.Count - unparsed;
    }

    /// <summary>Decodes whole lines and answers what the decoder threw, or null.</summary>
    private Exception? Decode(ScanBlock block, EventBatch batch)
    {
        var format = block.Member.Format;
        if (!_decoders.TryGetValue(format, out var decoder))
            _decoders.Add(format, decoder = format.Create(scanner.Catalog.Names, DecodeLimits.Default));
        try
        {
            decoder.Decode(batch, endOfInput: true);
            return null;
        }
        catch (Exception e)
        {
            _decoders.Remove(format);
            return e;
        }
    }

    private void Add(ScanBlock block, EventView view, int rule, BlockResult result)
    {
        var feeds = scanner.Request.Rules.Correlations.FieldsOf(rule) is not null;
        if (!scanner.Wanted[rule] && !feeds) return;
        var time = scanner.Catalog.TimeOf(view, block.File.Changed);
        if (!scanner.IsInTime(time)) return;
        var host = Kept(scanner.Catalog.HostOf(view));
        if (feeds) result.Hits.Add(new PendingHit(rule, new FindingMember(block.Member.Name, view.SourceOffset, time), host, _matcher.CorrelationValues(rule)));
        if (!scanner.Wanted[rule]) return;
        result.Findings.Add(new Finding
        {
            Timestamp = time,
            Rule = scanner.Rules[rule],
            Host = host,
            File = block.Member.Name,
            Offset = view.SourceOffset,
            RecordId = RecordId(view),
            Matches = _matcher.Reasons(rule),
            EventJson = scanner.Request.WithEvent ? EventJson.ToBytes(view) : null,
        });
    }

    private static bool IsEvtx(EventView view) => view.Format == EvtxFormat.Description.Name;

    /// <summary>A host's name as findings keep it, which may be many: no true name is longer than this (RFC 1035 §2.3.4).</summary>
    private static string? Kept(string? host) => host?.Length > MaxHostLength ? host[..MaxHostLength] + "…" : host;

    private ulong? RecordId(EventView view)
    {
        var place = IsEvtx(view) ? view.Find(_recordId) : -1;
        return place >= 0 && ulong.TryParse(view.Value(place), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }
}

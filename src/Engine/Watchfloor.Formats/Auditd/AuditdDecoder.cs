using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Auditd;

/// <summary>
/// Joins the records of one event, which may stand apart: the kernel writes for several processors at once. Events leave in the order of
/// their first records, each when it is complete or when <see cref="MaxPending"/> newer ones have begun.
/// </summary>
internal sealed class AuditdDecoder(FieldNames names, DecodeLimits limits) : IEventDecoder
{
    internal const string Format = "auditd";

    /// <summary>How many events may be open at once.</summary>
    private const int MaxPending = 64;

    private readonly AuditFields _fields = new(names, limits);
    private readonly List<PendingEvent> _pending = [];
    private readonly Stack<PendingEvent> _spare = [];

    /// <summary>
    /// Events that are out, with the place of their last line in the stream, when it stands behind the first line of one still open:
    /// such lines are offered a second time.
    /// </summary>
    private readonly Dictionary<string, long> _out = [];

    /// <summary>What ausearch writes between events.</summary>
    public static bool IsSeparator(ReadOnlySpan<byte> line) => line.SequenceEqual("----"u8) || line.StartsWith("time->"u8);

    public int Decode(EventBatch batch, bool endOfInput)
    {
        var lines = new LineSplitter(batch, endOfInput);
        while (lines.MoveNext()) Collect(batch, new TextRange(lines.Start, lines.Length));

        // An open event at the start of a block that is half as long as a record may be would be cut off with the rest of the block.
        var mustLeave = endOfInput || (_pending.Count > 0 && _pending[0].Raw.Start == 0 && batch.InputLength > limits.MaxRecordBytes / 2);
        while (mustLeave && _pending.Count > 0) LetOut(batch);

        var done = _pending.Count > 0 ? _pending[0].Raw.Start : lines.Next;
        foreach (var pending in _pending) _spare.Push(pending);
        _pending.Clear();
        foreach (var (id, last) in _out)
            if (last < batch.InputOffset + done)
                _out.Remove(id);
        return done;
    }

    private void Collect(EventBatch batch, TextRange line)
    {
        var start = Utf8Text.Repair(batch, line.Start, line.Of(batch.Input), out var text);
        if (IsSeparator(text)) return;
        var isRecord = AuditRecord.TryRead(text, out var record) && line.Length <= limits.MaxRecordBytes;
        if (isRecord && IsOut(batch.InputOffset + line.Start, text, record)) return;
        var pending = isRecord ? Find(batch, text, record) : null;
        if (pending is null)
        {
            while (_pending.Count > 0 && (_pending[0].IsComplete || _pending.Count == MaxPending)) LetOut(batch);
            pending = Begin(line);
        }

        if (isRecord) pending.Add(line, new TextRange(start, text.Length), batch.Arena, record);
        else pending.IsComplete = true;
    }

    private PendingEvent? Find(EventBatch batch, ReadOnlySpan<byte> text, in AuditRecord record)
    {
        for (var i = _pending.Count - 1; i >= 0; i--)
        {
            if (_pending[i].Records is not [var (first, firstRecord), ..]) continue;
            if (record.IsSameEvent(text, firstRecord, first.Of(batch.Arena))) return _pending[i];
        }

        return null;
    }

    private PendingEvent Begin(TextRange line)
    {
        var pending = _spare.Count > 0 ? _spare.Pop() : new PendingEvent();
        pending.Begin(line);
        _pending.Add(pending);
        return pending;
    }

    /// <summary>Turns the oldest open event into an event of the batch.</summary>
    private void LetOut(EventBatch batch)
    {
        var pending = _pending[0];
        _pending.RemoveAt(0);
        _spare.Push(pending);
        var raw = pending.Raw;
        if (Write(batch, pending) is { } reason)
            batch.AddUnparsed(Format, reason, raw.Start, Math.Min(raw.Length, limits.MaxUnparsedBytes), batch.InputOffset + raw.Start);
        else
            batch.EndEvent();

        if (pending.Records.Count > 0 && _pending.Count > 0 && pending.LastLine > _pending[0].Raw.Start)
        {
            var (text, record) = pending.Records[0];
            _out[IdOf(text.Of(batch.Arena), record)] = batch.InputOffset + pending.LastLine;
        }
    }

    private string? Write(EventBatch batch, PendingEvent pending)
    {
        var raw = pending.Raw;
        if (raw.Length > limits.MaxRecordBytes) return $"record longer than {limits.MaxRecordBytes:N0} bytes";
        if (pending.Records.Count == 0) return "no audit record";
        batch.BeginEvent(Format, raw.Start, raw.Length, batch.InputOffset + raw.Start);
        _fields.Begin(pending.HasExecve);
        foreach (var (text, record) in pending.Records) _fields.Add(batch, text.Start, text.Of(batch.Arena), record);
        _fields.End(batch);
        return batch.OpenFieldCount > limits.MaxFields ? $"more than {limits.MaxFields:N0} values" : null;
    }

    private bool IsOut(long offset, ReadOnlySpan<byte> text, in AuditRecord record) =>
        _out.Count > 0 && _out.TryGetValue(IdOf(text, record), out var last) && offset <= last;

    private static string IdOf(ReadOnlySpan<byte> text, in AuditRecord record) =>
        Encoding.UTF8.GetString(record.Node.Of(text)) + ' ' + Encoding.UTF8.GetString(record.Stamp.Of(text)) + ':'
        + Encoding.UTF8.GetString(record.Serial.Of(text));
}

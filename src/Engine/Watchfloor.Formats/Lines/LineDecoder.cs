using Watchfloor.Events;

namespace Watchfloor.Formats.Lines;

/// <summary>
/// The base of formats with one record a line: a format is its <see cref="Parse"/>. Splitting, limits, damaged UTF-8 and the
/// event's life are dealt with here.
/// </summary>
internal abstract class LineDecoder(string format, FieldNames names, DecodeLimits limits) : IEventDecoder
{
    /// <summary>Where field names are interned.</summary>
    protected FieldNames Names { get; } = names;

    /// <summary>The bounds on one record.</summary>
    protected DecodeLimits Limits { get; } = limits;

    /// <inheritdoc/>
    public int Decode(EventBatch batch, bool endOfInput)
    {
        var lines = new LineSplitter(batch, endOfInput);
        while (lines.MoveNext()) DecodeLine(batch, lines.Start, lines.Line);
        return lines.Next;
    }

    /// <summary>Adds the fields of one line to the batch's open event.</summary>
    /// <param name="batch">Has an event open, whose raw record is the line.</param>
    /// <param name="start">Where <paramref name="line"/> begins in the arena: a value at <c>line[i]</c> is added as range <c>start + i</c>.</param>
    /// <param name="line">
    /// Valid UTF-8 without line ending, never empty; stays readable whatever is appended to the arena.
    /// </param>
    /// <remarks>A parser that loops over fields stops when <see cref="EventBatch.OpenFieldCount"/> exceeds <see cref="DecodeLimits.MaxFields"/>.</remarks>
    protected abstract LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line);

    private void DecodeLine(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        var outcome = ParseWithinLimits(batch, start, line);
        if (outcome.IsEvent) batch.EndEvent();
        else if (outcome.Reason is null) batch.AbandonEvent();
        else batch.AddUnparsed(format, outcome.Reason, start, Math.Min(line.Length, Limits.MaxUnparsedBytes), batch.InputOffset + start);
    }

    private LineOutcome ParseWithinLimits(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        if (line.Length > Limits.MaxRecordBytes) return LineOutcome.Unparsed($"record longer than {Limits.MaxRecordBytes:N0} bytes");
        batch.BeginEvent(format, start, line.Length, batch.InputOffset + start);
        var outcome = Parse(batch, Utf8Text.Repair(batch, start, line, out var text), text);
        return outcome.IsEvent && batch.OpenFieldCount > Limits.MaxFields
            ? LineOutcome.Unparsed($"more than {Limits.MaxFields:N0} values")
            : outcome;
    }
}

using Watchfloor.Events;

namespace Watchfloor.Formats;

/// <summary>
/// Feeds a stream through a decoder, batch by batch: reads blocks, carries an incomplete record over to the next block, and turns
/// a record longer than <see cref="DecodeLimits.MaxRecordBytes"/> into one unparsed event.
/// </summary>
public sealed class EventReader(Stream stream, FormatDescription format, FieldNames names, DecodeLimits limits)
{
    /// <summary>How much is read at a time, in bytes.</summary>
    public const int BlockBytes = 1 << 20;

    private readonly IEventDecoder _decoder = format.Create(names, limits);
    private byte[] _carry = [];
    private int _carried;
    private long _offset;
    private bool _ended;
    private bool _skipping;

    /// <summary>How many bytes of the stream have been read so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Fills the batch with the next events.</summary>
    /// <returns>False at the end of the stream; the batch is then empty.</returns>
    /// <exception cref="IOException">The stream could not be read; what was read before has been delivered.</exception>
    public bool Read(EventBatch batch)
    {
        while (!_ended || _carried > 0)
        {
            Fill(batch);
            if (_skipping && !SkipLine(batch)) continue;
            var done = _decoder.Decode(batch, _ended);
            if (done == 0 && !_ended && batch.InputLength >= limits.MaxRecordBytes) done = GiveUp(batch);
            Carry(batch, _ended ? batch.InputLength : done);
            if (batch.Count > 0) return true;
            if (_ended && _carried == 0) break;
        }

        batch.Clear();
        return false;
    }

    private void Fill(EventBatch batch)
    {
        // A record that did not fit is offered again with twice the room.
        var room = Math.Min(Math.Max(BlockBytes, _carried * 2), Math.Max(limits.MaxRecordBytes, BlockBytes));
        if (_carried >= room) room = _carried + BlockBytes;
        var input = batch.BeginInput(room);
        _carry.AsSpan(0, _carried).CopyTo(input.Span);
        var length = _carried;
        while (length < room && !_ended)
        {
            var read = stream.Read(input.Span[length..]);
            if (read == 0) _ended = true;
            length += read;
            BytesRead += read;
        }

        batch.SetInput(length, _offset);
        _carried = 0;
    }

    private void Carry(EventBatch batch, int done)
    {
        var rest = batch.Input[done..];
        if (_carry.Length < rest.Length) _carry = new byte[Math.Max(rest.Length, BlockBytes)];
        rest.CopyTo(_carry);
        _carried = rest.Length;
        _offset += done;
    }

    private int GiveUp(EventBatch batch)
    {
        batch.AddUnparsed(format.Name, $"record longer than {limits.MaxRecordBytes:N0} bytes", 0,
            Math.Min(limits.MaxUnparsedBytes, batch.InputLength), batch.InputOffset);
        _skipping = true;
        return batch.InputLength;
    }

    /// <summary>Drops input up to the next newline, the end of the record that was given up.</summary>
    private bool SkipLine(EventBatch batch)
    {
        var end = batch.Input.IndexOf((byte)'\n');
        _skipping = end < 0 && !_ended;
        Carry(batch, end < 0 ? batch.InputLength : end + 1);
        return false;
    }
}

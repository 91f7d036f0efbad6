using Watchfloor.Events;

namespace Watchfloor.Formats;

/// <summary>
/// Reads a stream block by block into batches and carries what a block's reader did not use over to the next block. After a record
/// that was too long it drops input up to the next newline.
/// </summary>
internal sealed class BlockSource(Stream stream, DecodeLimits limits)
{
    /// <summary>How much is read at a time, in bytes.</summary>
    private const int BlockBytes = 1 << 20;

    private byte[] _carry = [];
    private int _carried;
    private long _offset;
    private bool _skipping;

    /// <summary>True when the block at hand reaches the end of the stream.</summary>
    public bool Ended { get; private set; }

    /// <summary>Fills the batch's input with the next block.</summary>
    /// <returns>False at the end of the stream; the batch is then empty.</returns>
    public bool Next(EventBatch batch)
    {
        while (!Ended || _carried > 0)
        {
            Fill(batch);
            if (!_skipping) return true;
            var end = batch.Input.IndexOf((byte)'\n');
            _skipping = end < 0 && !Ended;
            Carry(batch, end < 0 ? batch.InputLength : end + 1);
        }

        batch.Clear();
        return false;
    }

    /// <summary>Says how much of the block is done with; the rest comes again.</summary>
    public void Carry(EventBatch batch, int done)
    {
        var rest = batch.Input[done..];
        if (_carry.Length < rest.Length) _carry = new byte[Math.Max(rest.Length, BlockBytes)];
        rest.CopyTo(_carry);
        _carried = rest.Length;
        _offset += done;
    }

    /// <summary>True when the block holds the beginning of a record that is longer than allowed.</summary>
    public bool IsTooLong(EventBatch batch) => !Ended && batch.InputLength >= limits.MaxRecordBytes;

    /// <summary>Turns the block into one unparsed event and drops the rest of the record.</summary>
    public void GiveUp(EventBatch batch, string format)
    {
        batch.AddUnparsed(format, $"record longer than {limits.MaxRecordBytes:N0} bytes", 0,
            Math.Min(limits.MaxUnparsedBytes, batch.InputLength), batch.InputOffset);
        _skipping = true;
        Carry(batch, batch.InputLength);
    }

    private void Fill(EventBatch batch)
    {
        // A record that did not fit is offered again with twice the room.
        var most = Math.Max(limits.MaxRecordBytes, BlockBytes);
        var room = Math.Min(Math.Max(BlockBytes, _carried * 2), most);
        if (_carried >= room) room = _carried + BlockBytes;
        var input = batch.BeginInput(room).Span;
        _carry.AsSpan(0, _carried).CopyTo(input);
        var length = _carried;
        while (length < room && !Ended)
        {
            var read = stream.Read(input[length..]);
            if (read == 0) Ended = true;
            length += read;
        }

        batch.SetInput(length, _offset);
        _carried = 0;
    }
}

using System.Buffers.Binary;
using Watchfloor.Events;

namespace Watchfloor.Formats.Evtx;

/// <summary>
/// Walks the records of a chunk. A record is a signature, its size, its number, the time of writing, BinXML, and the size again;
/// the second size tells a whole record from a torn one.
/// </summary>
/// <remarks>
/// A record stands in place when the chain leads to it: behind the chunk's header, or where the record before it ends by its own
/// size. What is found otherwise, by its signature, has been carved: it is whole, but may be the remains of an earlier use of the
/// chunk, and is marked by <see cref="EvtxFormat.CarvedField"/>.
/// </remarks>
internal sealed class ChunkReader(FieldNames names, DecodeLimits limits)
{
    private const int RecordHeaderBytes = 24;
    private const int LeastRecordBytes = RecordHeaderBytes + 4;

    private readonly RecordReader _records = new(names, limits);
    private readonly int _carvedField = names.Intern(EvtxFormat.CarvedField);
    private EventBatch _batch = null!;
    private int _start;
    private int _next;

    private static ReadOnlySpan<byte> RecordSignature => "**\0\0"u8;

    /// <summary>Call it whenever the batch has a new input block.</summary>
    public void BeginBatch() => _records.BeginBatch();

    /// <summary>Reads a chunk that begins with its signature.</summary>
    /// <param name="batch">Holds the chunk in its input.</param>
    /// <param name="start">Where the chunk begins in the input.</param>
    /// <param name="length">Its length in bytes; less than a whole chunk at the end of a file that was cut.</param>
    public void Read(EventBatch batch, int start, int length)
    {
        var chunk = Begin(batch, start, length);
        if (length < ChunkHeader.Bytes)
        {
            Report("the file ends inside a chunk's header", 0, length);
            return;
        }

        var header = new ChunkHeader(chunk);
        if (length < ChunkHeader.ChunkBytes) Report("the file ends inside a chunk", 0, ChunkHeader.Bytes);
        else if (header.HasChecksums)
        {
            if (!header.HeaderChecksumHolds) Report("the chunk header's checksum is wrong", 0, ChunkHeader.Bytes);
            if (!header.DataChecksumHolds) Report("the checksum of the chunk's records is wrong", 0, ChunkHeader.Bytes);
        }

        var end = header.FreeSpace is >= ChunkHeader.Bytes and <= ChunkHeader.ChunkBytes ? header.FreeSpace : length;
        var last = Walk(chunk, Math.Min(end, length));
        ReadOn(chunk, end, last);
    }

    /// <summary>Reads the whole records in a piece of the file whose chunk signature is missing.</summary>
    public void Carve(EventBatch batch, int start, int length)
    {
        var piece = Begin(batch, start, length);
        _next = -1;
        Report("no chunk signature where a chunk is expected", 0, length);
        for (var at = Find(piece, 0, length); at >= 0;)
        {
            var size = SizeAt(piece, at);
            Decode(piece, at, size);
            at = Find(piece, at + size, length);
        }
    }

    private ReadOnlySpan<byte> Begin(EventBatch batch, int start, int length)
    {
        _batch = batch;
        _start = start;
        _next = ChunkHeader.Bytes;
        _records.BeginChunk(batch);
        return batch.Input.Slice(start, length);
    }

    /// <returns>The number of the last record, 0 when there is none.</returns>
    private ulong Walk(ReadOnlySpan<byte> chunk, int end)
    {
        var at = ChunkHeader.Bytes;
        var last = 0ul;
        while (at + LeastRecordBytes <= end)
        {
            if (IsRecord(chunk, at))
            {
                var size = SizeAt(chunk, at);
                Decode(chunk, at, size);
                last = NumberAt(chunk, at);
                at += size;
                continue;
            }

            // An archived log has zeros between the last record and the end of the chunk.
            if (chunk[at..end].IndexOfAnyExcept((byte)0) < 0) break;
            var next = Find(chunk, at + 1, end);
            if (next < 0) next = end;
            ReadDamaged(chunk, at, next - at);
            at = next;
        }

        return last;
    }

    private void ReadDamaged(ReadOnlySpan<byte> chunk, int at, int length)
    {
        if (!chunk[at..].StartsWith(RecordSignature))
        {
            Report("no record where one is expected", at, length);
            return;
        }

        var size = SizeAt(chunk, at);
        if (size == 0)
        {
            Decode(chunk, at, length); // written without its size, and often complete
            _next = -1; // the chain ends here
            return;
        }

        Report("a torn record: the size at its end is not the size at its start", at, length);
        if (at == _next) _next = size > 0 ? at + size : -1;
    }

    /// <summary>
    /// The header of a log that was copied while it was open may be older than its records. They are told from the remains of an
    /// earlier use of the chunk by going on with the numbers.
    /// </summary>
    private void ReadOn(ReadOnlySpan<byte> chunk, int at, ulong last)
    {
        while (last != 0 && IsRecord(chunk, at) && NumberAt(chunk, at) == ++last)
        {
            var size = SizeAt(chunk, at);
            Decode(chunk, at, size);
            at += size;
        }
    }

    /// <summary>Decodes a record, and marks it if the chain did not lead to it.</summary>
    private void Decode(ReadOnlySpan<byte> chunk, int at, int size)
    {
        _batch.BeginEvent(EvtxFormat.Name, _start + at, size, _batch.InputOffset + _start + at);
        var fault = size > limits.MaxRecordBytes
            ? "the record is longer than the limit"
            : _records.Read(chunk, at + RecordHeaderBytes, at + size - (LeastRecordBytes - RecordHeaderBytes));
        var isCarved = at != _next;
        if (!isCarved) _next += size;
        if (fault is not null)
        {
            Report(fault, at, size);
            return;
        }

        if (isCarved) _batch.Add(_carvedField, "true"u8, ValueKind.Boolean);
        _batch.EndEvent();
    }

    private void Report(string reason, int at, int length) =>
        _batch.AddUnparsed(EvtxFormat.Name, reason, _start + at, Math.Min(length, limits.MaxUnparsedBytes), _batch.InputOffset + _start + at);

    private static int Find(ReadOnlySpan<byte> chunk, int from, int end)
    {
        while (from < end)
        {
            var found = chunk[from..end].IndexOf(RecordSignature);
            if (found < 0) return -1;
            from += found;
            if (IsRecord(chunk, from)) return from;
            from++;
        }

        return -1;
    }

    private static bool IsRecord(ReadOnlySpan<byte> chunk, int at)
    {
        if (at + LeastRecordBytes > chunk.Length || !chunk[at..].StartsWith(RecordSignature)) return false;
        var size = SizeAt(chunk, at);
        return size >= LeastRecordBytes && size <= chunk.Length - at
            && BinaryPrimitives.ReadInt32LittleEndian(chunk[(at + size - 4)..]) == size;
    }

    private static int SizeAt(ReadOnlySpan<byte> chunk, int at) => BinaryPrimitives.ReadInt32LittleEndian(chunk[(at + 4)..]);

    private static ulong NumberAt(ReadOnlySpan<byte> chunk, int at) => BinaryPrimitives.ReadUInt64LittleEndian(chunk[(at + 8)..]);
}

using Watchfloor.Events;

namespace Watchfloor.Formats;

/// <summary>
/// Cuts a stream of a format whose lines are independent (<see cref="FormatDescription.LinesAreIndependent"/>) into blocks of whole
/// lines, so that several threads can decode them.
/// </summary>
public sealed class LineBlockReader(Stream stream, FormatDescription format, DecodeLimits limits)
{
    private readonly BlockSource _blocks = new(stream, limits);

    /// <summary>Fills the batch's input with the next lines; decode them with <c>endOfInput: true</c>.</summary>
    /// <param name="batch">Receives the block.</param>
    /// <param name="isDecoded">True when the block was a line too long to decode: the batch holds its unparsed event already.</param>
    /// <returns>False at the end of the stream; the batch is then empty.</returns>
    /// <exception cref="IOException">The stream could not be read; what was read before has been delivered.</exception>
    public bool Read(EventBatch batch, out bool isDecoded)
    {
        isDecoded = false;
        while (_blocks.Next(batch))
        {
            var end = _blocks.Ended ? batch.InputLength : batch.Input.LastIndexOf((byte)'\n') + 1;
            isDecoded = end == 0 && _blocks.IsTooLong(batch);
            if (isDecoded)
            {
                _blocks.GiveUp(batch, format.Name);
                return true;
            }

            _blocks.Carry(batch, end);
            if (end == 0) continue;
            batch.SetInput(end, batch.InputOffset);
            return true;
        }

        return false;
    }
}

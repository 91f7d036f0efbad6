namespace Watchfloor.Formats.Evtx;

/// <summary>
/// Bounds the work one chunk may cause. A few bytes that refer to a large template or value many times would otherwise multiply
/// without end; a real chunk stays far below.
/// </summary>
internal sealed class ChunkBudget
{
    private const int MaxSteps = 512 * 1_024;
    private const int MaxValueBytes = 16 * ChunkHeader.ChunkBytes;

    private int _steps;
    private int _valueBytes;

    public void Refill()
    {
        _steps = MaxSteps;
        _valueBytes = MaxValueBytes;
    }

    /// <summary>Tokens compiled, ops run, values added.</summary>
    public bool TrySpendSteps(int count) => (_steps -= Math.Min(count, _steps + 1)) >= 0;

    /// <summary>Bytes of values before they are rendered.</summary>
    public bool TrySpendBytes(int count) => (_valueBytes -= Math.Min(count, _valueBytes + 1)) >= 0;
}

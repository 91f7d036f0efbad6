namespace Watchfloor.Platform.Store.Columns;

/// <summary>The texts of one column of a batch: ranges of the batch's bytes.</summary>
internal sealed class TextColumn
{
    /// <summary>The length of a row that has no text.</summary>
    public const int Missing = -1;

    private int[] _starts = [];
    private int[] _lengths = [];

    /// <summary>Makes room for rows; those added have no text.</summary>
    public void Grow(int rows)
    {
        var from = _starts.Length;
        Array.Resize(ref _starts, rows);
        Array.Resize(ref _lengths, rows);
        _lengths.AsSpan(from).Fill(Missing);
    }

    public void Set(int row, int start, int length)
    {
        _starts[row] = start;
        _lengths[row] = length;
    }

    public bool Has(int row) => _lengths[row] != Missing;

    public (int Start, int Length) this[int row] => (_starts[row], _lengths[row]);

    public void Clear(int rows) => _lengths.AsSpan(0, rows).Fill(Missing);
}

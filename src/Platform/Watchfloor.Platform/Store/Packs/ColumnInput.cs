using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>The values of one field on their way into a pack, in the order of the rows that have it. Used again for another field.</summary>
internal sealed class ColumnInput
{
    private int[] _slots = new int[64];

    /// <summary>The values: ranges of the batch's bytes.</summary>
    public List<EventCells.Cell> Cells { get; } = [];

    /// <summary>The rows of the batch that they belong to.</summary>
    public List<int> Rows { get; } = [];

    /// <summary>For each value, which of <see cref="Distinct"/> it is.</summary>
    public List<int> Codes { get; } = [];

    /// <summary>The different values, in the order in which they occur.</summary>
    public List<EventCells.Cell> Distinct { get; } = [];

    /// <summary>Bytes of all values.</summary>
    public long Length { get; private set; }

    public void Add(EventCells.Cell cell, int row)
    {
        Cells.Add(cell);
        Rows.Add(row);
        Length += cell.Length;
    }

    public void Clear()
    {
        Cells.Clear();
        Rows.Clear();
        Codes.Clear();
        Distinct.Clear();
        Length = 0;
    }

    /// <summary>Finds the different values.</summary>
    /// <param name="bytes">What the cells are ranges of.</param>
    public void Compare(ReadOnlySpan<byte> bytes)
    {
        Codes.Clear();
        Distinct.Clear();
        var size = 64;
        while (size < Cells.Count * 2) size *= 2;
        if (_slots.Length < size) _slots = new int[size];
        else Array.Clear(_slots, 0, size);
        foreach (var cell in Cells)
        {
            var value = bytes.Slice(cell.Start, cell.Length);
            // Often the same as in the row before.
            if (Codes.Count > 0 && Same(Distinct[Codes[^1]], cell, value, bytes))
            {
                Codes.Add(Codes[^1]);
                continue;
            }

            var slot = (int)(Hash(value) & (uint)(size - 1));
            while (_slots[slot] != 0 && !Same(Distinct[_slots[slot] - 1], cell, value, bytes)) slot = (slot + 1) & (size - 1);
            if (_slots[slot] == 0)
            {
                Distinct.Add(cell);
                _slots[slot] = Distinct.Count;
            }

            Codes.Add(_slots[slot] - 1);
        }
    }

    private static bool Same(EventCells.Cell known, EventCells.Cell cell, ReadOnlySpan<byte> value, ReadOnlySpan<byte> bytes) =>
        known.Length == cell.Length && known.Kind == cell.Kind && bytes.Slice(known.Start, known.Length).SequenceEqual(value);

    private static uint Hash(ReadOnlySpan<byte> value) => Checksum.Of(value) * 2_654_435_761u >> 7;
}

using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>
/// A text that says other values of its event again, as the text for people and the record itself do: where one stands, only which. The
/// texts of one kind of event then become one template. <c>0x01</c> and a number n is the value of field n - 1; n = 0 is a 0x01 of the text.
/// </summary>
internal sealed class Template
{
    /// <summary>Begins a reference.</summary>
    public const byte Mark = 1;

    private const int Buckets = 256; // twice the values that an event is likely to have
    private const int LongKey = 4;

    private readonly int[] _heads = new int[Buckets];
    private int[] _next = [];
    private int _count;
    private Value[] _values = [];

    private readonly record struct Value(int Field, int Start, int Length, uint Key);

    /// <summary>Takes the values of another event.</summary>
    /// <param name="cells">Its values.</param>
    /// <param name="fields">The number of each value's field in the pack, below 0 for one that may not be referred to.</param>
    /// <param name="bytes">The batch's bytes.</param>
    public void Begin(ReadOnlySpan<EventCells.Cell> cells, ReadOnlySpan<int> fields, ReadOnlySpan<byte> bytes)
    {
        Array.Clear(_heads);
        if (_values.Length < cells.Length) (_values, _next) = (new Value[cells.Length], new int[cells.Length]);
        _count = 0;
        for (var i = 0; i < cells.Length; i++)
        {
            if (fields[i] < 0 || cells[i].Length == 0 || cells[i].Kind == CellKind.Array) continue;
            var key = KeyOf(bytes.Slice(cells[i].Start, cells[i].Length));
            var bucket = BucketOf(key);
            _values[_count] = new Value(fields[i], cells[i].Start, cells[i].Length, key);
            _next[_count] = _heads[bucket];
            _heads[bucket] = ++_count; // numbers from 1; 0 is none
        }
    }

    /// <summary>Appends the template of a text.</summary>
    public void Write(ByteBuffer into, ReadOnlySpan<byte> text, ReadOnlySpan<byte> bytes)
    {
        var atBoundary = true;
        for (var at = 0; at < text.Length;)
        {
            if (atBoundary && Find(text[at..], bytes) is var found and >= 0)
            {
                into.Add(Mark);
                VarInt.Write(into, (ulong)_values[found].Field + 1);
                at += _values[found].Length;
                continue;
            }

            var c = text[at++];
            into.Add(c);
            if (c == Mark) into.Add(0);
            atBoundary = !IsWord(c);
        }
    }

    /// <summary>The longest value that the text begins with; below 0 when there is none. A short one must be a whole word.</summary>
    private int Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> bytes)
    {
        var best = -1;
        if (text.Length >= LongKey)
        {
            var key = KeyOf(text);
            for (var i = _heads[BucketOf(key)] - 1; i >= 0; i = _next[i] - 1)
            {
                ref readonly var value = ref _values[i];
                if (value.Key == key && value.Length >= LongKey && (best < 0 || value.Length >= _values[best].Length) && text.StartsWith(bytes.Slice(value.Start, value.Length))) best = i;
            }

            if (best >= 0) return best;
        }

        var word = 0;
        while (word < text.Length && word < LongKey && IsWord(text[word])) word++;
        if (word is 0 or LongKey) return -1;
        var whole = KeyOf(text[..word]);
        for (var i = _heads[BucketOf(whole)] - 1; i >= 0; i = _next[i] - 1)
            if (_values[i].Key == whole && _values[i].Length == word)
                best = i; // the last one found is the first of the event
        return best;
    }

    private static uint KeyOf(ReadOnlySpan<byte> text) =>
        text.Length >= LongKey ? System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(text) : text.Length switch
        {
            3 => text[0] | ((uint)text[1] << 8) | ((uint)text[2] << 16),
            2 => text[0] | ((uint)text[1] << 8),
            _ => text[0],
        };

    private static int BucketOf(uint key) => (int)((key * 2_654_435_761u) >> 24);

    private static bool IsWord(byte c) => (c is >= (byte)'0' and <= (byte)'9') || ((c | 0x20) is >= (byte)'a' and <= (byte)'z') || c >= 0x80;
}

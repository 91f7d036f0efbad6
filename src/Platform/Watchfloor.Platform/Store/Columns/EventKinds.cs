using System.Runtime.CompilerServices;

namespace Watchfloor.Platform.Store.Columns;

/// <summary>
/// The kinds of events: what many have in common, as the texts of <see cref="EventColumns.OfKind"/> in one key, and a number for each.
/// </summary>
internal sealed class EventKinds
{
    /// <summary>How many are remembered; one that was forgotten gets another number when it comes again.</summary>
    public const int Most = 65_536;

    private readonly ByteBuffer _keys = new();
    private readonly List<int> _ends = [];
    private int[] _slots = new int[256];

    /// <summary>The number of the first that is remembered.</summary>
    public int First { get; private set; }

    /// <summary>The number of the next one.</summary>
    public int Next => First + _ends.Count;

    /// <summary>The key of a kind that is remembered.</summary>
    public ReadOnlySpan<byte> this[int number] => Key(number - First);

    /// <summary>The number of a kind, a new one if it is not known.</summary>
    public int NumberOf(ReadOnlySpan<byte> key)
    {
        if (_ends.Count * 2 > _slots.Length) Grow();
        var slot = SlotOf(key);
        for (; _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
            if (Key(_slots[slot] - 1).SequenceEqual(key))
                return First + _slots[slot] - 1;
        _keys.Add(key);
        _ends.Add(_keys.Length);
        _slots[slot] = _ends.Count;
        return Next - 1;
    }

    /// <summary>Forgets them; the next number stays what it was, or becomes another.</summary>
    public void Clear(int? next = null)
    {
        First = next ?? Next;
        _keys.Clear();
        _ends.Clear();
        Array.Clear(_slots);
    }

    /// <summary>Appends a text to a key; an empty one stands for none.</summary>
    public static void AddText(ByteBuffer key, ReadOnlySpan<byte> text)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        Unsafe.WriteUnaligned(ref length[0], text.Length);
        key.Add(length);
        key.Add(text);
    }

    /// <summary>The texts of a key.</summary>
    public static List<string> Texts(ReadOnlySpan<byte> key)
    {
        var texts = new List<string>();
        while (!key.IsEmpty)
        {
            var length = Unsafe.ReadUnaligned<int>(in key[0]);
            texts.Add(System.Text.Encoding.UTF8.GetString(key.Slice(sizeof(int), length)));
            key = key[(sizeof(int) + length)..];
        }

        return texts;
    }

    private ReadOnlySpan<byte> Key(int index) => _keys.Written[(index == 0 ? 0 : _ends[index - 1]).._ends[index]];

    private int SlotOf(ReadOnlySpan<byte> key) => (int)(Checksum.Of(key) * 2_654_435_761u >> 8) & (_slots.Length - 1);

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var index = 0; index < _ends.Count; index++)
        {
            var slot = SlotOf(Key(index));
            while (_slots[slot] != 0) slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = index + 1;
        }
    }
}

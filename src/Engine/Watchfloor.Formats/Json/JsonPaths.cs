using Watchfloor.Events;

namespace Watchfloor.Formats.Json;

/// <summary>
/// The tree of keys seen so far: a node is a dotted path and its interned field id, so that a nested key costs a look-up, not a
/// concatenation. Logs repeat their shape, so each node remembers which key followed it last; that guess is tried first.
/// </summary>
internal sealed class JsonPaths
{
    public const int Root = 0;

    /// <summary>Not a node: a key without a name.</summary>
    public const int None = -1;

    /// <summary>Bounds the tree against input that never repeats a key. Beyond it paths are dropped and counted.</summary>
    private const int MaxNodes = 4 * FieldNames.MaxNames;

    private readonly FieldNames _names;
    private int _count;
    private Node[] _nodes = new Node[256];
    private int[] _slots = new int[1_024];

    public JsonPaths(FieldNames names)
    {
        _names = names;
        _nodes[_count++] = new Node { FieldId = FieldNames.Full, Key = [], Parent = None };
    }

    public int FieldId(int node) => _nodes[node].FieldId;

    /// <summary>Whether text of this node may hold another event; found out once, from its key.</summary>
    public Carrier CarrierOf(int node) => _nodes[node].Carrier;

    /// <summary>
    /// The node of the key that begins at <paramref name="text"/>, behind its opening quote, if it is the one that followed
    /// <paramref name="previous"/> the last time.
    /// </summary>
    /// <param name="keyLength">The key's length, without the closing quote.</param>
    /// <returns>The node, or -1.</returns>
    public int Guess(int previous, int parent, ReadOnlySpan<byte> text, out int keyLength)
    {
        var guess = _nodes[previous].Next;
        ref var node = ref _nodes[guess];
        keyLength = node.Key.Length;
        return guess != Root && node.Parent == parent && text.Length > keyLength && text[keyLength] == '"' && text[..keyLength].SequenceEqual(node.Key)
            ? guess : -1;
    }

    /// <summary>
    /// The node of a key below a parent, made now if it is new. <see cref="None"/> when it has no name: there are too many names, the
    /// key is too long, or its parent has none. Such a key is not remembered, so that input cannot fill memory with keys.
    /// </summary>
    public int Child(int previous, int parent, ReadOnlySpan<byte> key)
    {
        if (parent < 0) return None;
        var slot = Slot(parent, key);
        while (_slots[slot] != 0)
        {
            var known = _slots[slot];
            if (_nodes[known].Parent == parent && key.SequenceEqual(_nodes[known].Key)) return Remember(previous, known, key);
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return Add(previous, parent, key);
    }

    private int Add(int previous, int parent, ReadOnlySpan<byte> key)
    {
        var field = _count == MaxNodes ? FieldNames.Full : Intern(parent, key);
        if (field < 0) return None;
        if (_count * 2 >= _slots.Length) Grow();
        if (_count == _nodes.Length) Array.Resize(ref _nodes, _count * 2);
        _nodes[_count] = new Node { FieldId = field, Key = key.ToArray(), Parent = parent, Carrier = Carriers.Of(key) };
        Place(_count);
        return Remember(previous, _count++, key);
    }

    /// <summary>A key with a backslash is not guessed: behind it a quote may be an escaped one.</summary>
    private int Remember(int previous, int node, ReadOnlySpan<byte> key)
    {
        if (!key.Contains((byte)'\\')) _nodes[previous].Next = node;
        return node;
    }

    private int Intern(int parent, ReadOnlySpan<byte> key)
    {
        if (parent == Root) return _names.Intern(key);
        var above = _names.Utf8(_nodes[parent].FieldId);
        var length = above.Length + 1 + key.Length;
        if (length > FieldNames.MaxNameBytes) return FieldNames.Full;
        Span<byte> path = stackalloc byte[length];
        above.CopyTo(path);
        path[above.Length] = (byte)'.';
        key.CopyTo(path[(above.Length + 1)..]);
        return _names.Intern(path);
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var node = 1; node < _count; node++) Place(node);
    }

    private void Place(int node)
    {
        var slot = Slot(_nodes[node].Parent, _nodes[node].Key);
        while (_slots[slot] != 0) slot = (slot + 1) & (_slots.Length - 1);
        _slots[slot] = node;
    }

    private int Slot(int parent, ReadOnlySpan<byte> key)
    {
        var hash = (uint)(parent * 0x9E37_79B1) ^ (uint)key.Length;
        foreach (var b in key) hash = (hash ^ b) * 16_777_619u;
        return (int)((hash ^ (hash >> 15)) & (uint)(_slots.Length - 1));
    }

    private struct Node
    {
        public int FieldId;
        public int Parent;
        public int Next;
        public byte[] Key;
        public Carrier Carrier;
    }
}

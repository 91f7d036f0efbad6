namespace Watchfloor.Platform.Store.Packs;

/// <summary>
/// The packs that queries ask for, by a number that names the open file and the pack in it. Those asked for last stay in memory, up to a
/// number of bytes. Any thread.
/// </summary>
/// <param name="most">The most bytes kept.</param>
internal sealed class PackShelf(long most)
{
    private const int FileShift = 32;
    private const int PlaceBits = 44; // 16 TiB a file

    private readonly Lock _gate = new();
    private readonly Dictionary<int, PackFile> _files = [];
    private readonly Dictionary<long, LinkedListNode<(long Key, Pack Pack)>> _packs = [];
    private readonly LinkedList<(long Key, Pack Pack)> _byUse = [];
    private int _next;
    private long _length;

    /// <summary>How many packs are in memory.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _packs.Count;
        }
    }

    /// <summary>Takes in the packs of a file that was opened.</summary>
    /// <returns>What is added to a pack's number in the file.</returns>
    public long Add(PackFile file)
    {
        lock (_gate)
        {
            _files.Add(++_next, file);
            return (long)_next << FileShift;
        }
    }

    /// <summary>Forgets the packs of a file that is closed.</summary>
    public void Remove(long first)
    {
        var file = first >> FileShift;
        lock (_gate)
        {
            _files.Remove((int)file);
            foreach (var key in _packs.Keys.Where(k => k >> PlaceBits == file).ToList()) Drop(_packs[key]);
        }
    }

    /// <summary>A pack.</summary>
    /// <param name="number">Its number.</param>
    /// <param name="firstRow">Where its rows begin in it.</param>
    /// <exception cref="InvalidDataException">It is damaged, or its file is not open.</exception>
    public Pack Get(long number, out int firstRow)
    {
        PackFile file;
        PackPlace place;
        long key;
        lock (_gate)
        {
            file = _files.TryGetValue((int)(number >> FileShift), out var open) ? open : throw new InvalidDataException("the file of a pack is not open");
            place = file.PlaceOf((int)number);
            firstRow = place.FirstRow;
            key = ((number >> FileShift) << PlaceBits) | place.At;
            if (_packs.TryGetValue(key, out var known))
            {
                _byUse.Remove(known);
                _byUse.AddFirst(known);
                return known.Value.Pack;
            }
        }

        var pack = file.Read(place.At);
        lock (_gate)
        {
            if (_packs.ContainsKey(key) || !_files.ContainsKey((int)(number >> FileShift))) return pack;
            _packs.Add(key, _byUse.AddFirst((key, pack)));
            _length += pack.Length;
            while (_length > most && _byUse.Count > 1) Drop(_byUse.Last!);
        }

        return pack;
    }

    private void Drop(LinkedListNode<(long Key, Pack Pack)> node)
    {
        _packs.Remove(node.Value.Key);
        _byUse.Remove(node);
        _length -= node.Value.Pack.Length;
    }
}

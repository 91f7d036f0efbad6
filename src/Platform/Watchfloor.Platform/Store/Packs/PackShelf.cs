namespace Watchfloor.Platform.Store.Packs;

/// <summary>
/// The packs that queries ask for, by a number that names the open file and the pack in it. Those asked for last stay in memory, up to a
/// number of bytes. Any thread.
/// </summary>
/// <param name="most">The most bytes kept.</param>
internal sealed class PackShelf(long most)
{
    private const int FileShift = 32;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, PackFile> _files = [];
    private readonly Dictionary<long, LinkedListNode<(long Number, Pack Pack)>> _packs = [];
    private readonly LinkedList<(long Number, Pack Pack)> _byUse = [];
    private int _next;
    private long _length;

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
        lock (_gate)
        {
            _files.Remove((int)(first >> FileShift));
            foreach (var number in _packs.Keys.Where(n => n >> FileShift == first >> FileShift).ToList()) Drop(_packs[number]);
        }
    }

    /// <summary>A pack.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or its file is not open.</exception>
    public Pack Get(long number)
    {
        PackFile file;
        lock (_gate)
        {
            if (_packs.TryGetValue(number, out var known))
            {
                _byUse.Remove(known);
                _byUse.AddFirst(known);
                return known.Value.Pack;
            }

            file = _files.TryGetValue((int)(number >> FileShift), out var open) ? open : throw new InvalidDataException("the file of a pack is not open");
        }

        var pack = file.Read((int)number);
        lock (_gate)
        {
            if (_packs.ContainsKey(number) || !_files.ContainsKey((int)(number >> FileShift))) return pack;
            _packs.Add(number, _byUse.AddFirst((number, pack)));
            _length += pack.Length;
            while (_length > most && _byUse.Count > 1) Drop(_byUse.Last!);
        }

        return pack;
    }

    private void Drop(LinkedListNode<(long Number, Pack Pack)> node)
    {
        _packs.Remove(node.Value.Number);
        _byUse.Remove(node);
        _length -= node.Value.Pack.Length;
    }
}

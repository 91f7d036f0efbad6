using System.Runtime.InteropServices;
using System.Text;

namespace Watchfloor.Events;

/// <summary>
/// The interned field names of one process: a name is stored once and is a dense number from then on.
/// Any thread may read and intern; reading takes no lock.
/// </summary>
/// <remarks>
/// Names come from input, so their number is bounded. When the table is full, <see cref="Intern(ReadOnlySpan{byte})"/>
/// answers <see cref="Full"/> and the decoder counts the field as dropped instead of growing without end.
/// </remarks>
public sealed class FieldNames
{
    /// <summary>The answer of <see cref="Intern(ReadOnlySpan{byte})"/> when the table is full or the name is too long.</summary>
    public const int Full = -1;

    /// <summary>The greatest number of names.</summary>
    public const int MaxNames = 65_536;

    /// <summary>The greatest length of one name, in bytes.</summary>
    public const int MaxNameBytes = 512;

    private readonly Lock _gate = new();
    private volatile Table _table = new(1_024);

    /// <summary>How many names there are; ids run from 0 to this number less one.</summary>
    public int Count => _table.Count;

    /// <summary>The name with this id.</summary>
    public string this[int id] => _table.Names[id];

    /// <summary>The UTF-8 bytes of the name with this id.</summary>
    public ReadOnlySpan<byte> Utf8(int id) => _table.Utf8[id];

    /// <summary>The id of a name, given to it now if it is new, or <see cref="Full"/>.</summary>
    public int Intern(ReadOnlySpan<byte> name)
    {
        var hash = Hash(name);
        var id = _table.Find(name, hash);
        return id >= 0 ? id : Add(name, hash);
    }

    /// <inheritdoc cref="Intern(ReadOnlySpan{byte})"/>
    public int Intern(string name) => Intern(Encoding.UTF8.GetBytes(name));

    /// <summary>The id of a name, or -1 when no event and no content has used it yet.</summary>
    public int Find(ReadOnlySpan<byte> name) => _table.Find(name, Hash(name));

    /// <inheritdoc cref="Find(ReadOnlySpan{byte})"/>
    public int Find(string name) => Find(Encoding.UTF8.GetBytes(name));

    private int Add(ReadOnlySpan<byte> name, uint hash)
    {
        lock (_gate)
        {
            var table = _table;
            var id = table.Find(name, hash);
            if (id >= 0) return id;
            if (table.Count >= MaxNames || name.Length > MaxNameBytes) return Full;
            if (table.Count * 2 >= table.Slots.Length) _table = table = table.Grow();
            return table.Add(name.ToArray(), hash);
        }
    }

    private static uint Hash(ReadOnlySpan<byte> name)
    {
        var hash = 2_166_136_261u ^ (uint)name.Length;
        while (name.Length >= 4)
        {
            hash = (hash ^ MemoryMarshal.Read<uint>(name)) * 0x9E37_79B1u;
            hash ^= hash >> 15;
            name = name[4..];
        }

        foreach (var b in name) hash = (hash ^ b) * 16_777_619u;
        return hash ^ (hash >> 13);
    }

    /// <summary>Open addressing; slots hold id + 1. Readers see a slot only after its entry is complete.</summary>
    private sealed class Table(int capacity)
    {
        public readonly int[] Slots = new int[capacity];
        public readonly byte[][] Utf8 = new byte[capacity / 2][];
        public readonly string[] Names = new string[capacity / 2];
        private readonly uint[] _hashes = new uint[capacity / 2];
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public int Find(ReadOnlySpan<byte> name, uint hash)
        {
            var mask = (uint)Slots.Length - 1;
            for (var i = hash & mask; ; i = (i + 1) & mask)
            {
                var id = Volatile.Read(ref Slots[i]) - 1;
                if (id < 0) return -1;
                if (_hashes[id] == hash && name.SequenceEqual(Utf8[id])) return id;
            }
        }

        public int Add(byte[] name, uint hash)
        {
            var id = _count;
            Utf8[id] = name;
            Names[id] = Encoding.UTF8.GetString(name);
            _hashes[id] = hash;
            var mask = (uint)Slots.Length - 1;
            var i = hash & mask;
            while (Slots[i] != 0) i = (i + 1) & mask;
            Volatile.Write(ref Slots[i], id + 1);
            Volatile.Write(ref _count, id + 1);
            return id;
        }

        public Table Grow()
        {
            var next = new Table(Slots.Length * 2);
            for (var id = 0; id < _count; id++) next.Add(Utf8[id], _hashes[id]);
            return next;
        }
    }
}

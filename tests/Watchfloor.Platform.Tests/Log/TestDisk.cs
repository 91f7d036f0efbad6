using System.Runtime.CompilerServices;
using Microsoft.Win32.SafeHandles;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

/// <summary>
/// A disk that does as it is told: fails, waits, and loses in a power cut what was not synced. A failed sync marks what was written as
/// clean, as Linux does: a later sync does not write it.
/// </summary>
internal sealed class TestDisk : ILogDisk
{
    private const int Sector = 512;

    private readonly LogDisk _real = new();
    private readonly Lock _gate = new();
    private readonly ConditionalWeakTable<SafeFileHandle, Volatile> _files = [];
    private readonly Dictionary<string, Volatile> _byPath = new(StringComparer.Ordinal);
    private readonly List<(string From, string To)> _renames = [];
    private readonly List<string> _calls = [];

    /// <summary>Asked before each call with its name; an exception it gives is thrown. Any thread.</summary>
    public Func<string, Exception?>? Fault { get; set; }

    /// <summary>Whether a call that fails does its work before.</summary>
    public Func<bool> FailsAfterwards { get; set; } = () => false;

    /// <summary>What the disk says is free, when it is not to be asked.</summary>
    public long? FreeBytes { get; set; }

    /// <summary>The calls that change something, in order.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate) return [.. _calls];
        }
    }

    public static IOException Error(int errno) => new($"planned failure {errno}", errno);

    public long Free(string folder) => FreeBytes ?? _real.Free(folder);

    public SafeFileHandle Create(string path, long length)
    {
        SafeFileHandle? file = null;
        Do("create", () =>
        {
            file = _real.Create(path, length);
            var state = new Volatile { Length = 0 };
            lock (_gate) _byPath[path] = state;
            _files.Add(file, state);
        });
        return file!;
    }

    public SafeFileHandle Open(string path)
    {
        var file = _real.Open(path);
        lock (_gate)
        {
            if (!_byPath.TryGetValue(path, out var state)) _byPath[path] = state = new Volatile { Length = RandomAccess.GetLength(file) };
            _files.Add(file, state);
        }

        return file;
    }

    public void Write(SafeFileHandle file, IReadOnlyList<ReadOnlyMemory<byte>> parts, long position) => Do("write", () =>
    {
        Remember(file, position, parts.Sum(p => (long)p.Length));
        _real.Write(file, parts, position);
    });

    public int Read(SafeFileHandle file, Span<byte> into, long position)
    {
        if (Fault?.Invoke($"read {position} {into.Length}") is { } error) throw error;
        return _real.Read(file, into, position);
    }

    public void Sync(SafeFileHandle file)
    {
        try
        {
            Do("sync", () =>
            {
                _real.Sync(file);
                lock (_gate) _files.GetOrCreateValue(file).Synced(RandomAccess.GetLength(file));
            });
        }
        catch (IOException)
        {
            lock (_gate) _files.GetOrCreateValue(file).Lost();
            throw;
        }
    }

    public void Cut(SafeFileHandle file, long length) => Do("cut", () =>
    {
        Remember(file, length, RandomAccess.GetLength(file) - length);
        _real.Cut(file, length);
    });

    public void Rename(string from, string to) => Do("rename", () =>
    {
        _real.Rename(from, to);
        lock (_gate)
        {
            if (_byPath.Remove(from, out var state)) _byPath[to] = state;
            _renames.Add((from, to));
        }
    });

    public void Delete(string path) => Do("delete", () => _real.Delete(path));

    public void SyncFolder(string folder) => Do("sync folder", () =>
    {
        _real.SyncFolder(folder);
        lock (_gate) _renames.Clear();
    });

    /// <summary>Leaves in the files what a power cut would: of what was not synced some and some not, by sectors.</summary>
    public void CutPower(Random random)
    {
        lock (_gate)
        {
            foreach (var (path, state) in _byPath)
                if (File.Exists(path))
                    state.Forget(path, random);
            foreach (var (from, to) in Enumerable.Reverse(_renames))
                if (random.Next(2) == 0 && File.Exists(to))
                    File.Move(to, from, overwrite: true);
        }
    }

    private void Do(string name, Action work)
    {
        lock (_gate) _calls.Add(name);
        if (Fault?.Invoke(name) is not { } error)
        {
            work();
            return;
        }

        if (FailsAfterwards()) work();
        throw error;
    }

    private void Remember(SafeFileHandle file, long position, long count)
    {
        lock (_gate)
        {
            var state = _files.GetOrCreateValue(file);
            for (var sector = position / Sector; sector * Sector < position + count; sector++)
            {
                if (!state.Sectors.TryGetValue(sector, out var old))
                {
                    old = new byte[Sector];
                    _ = _real.Read(file, old, sector * Sector);
                }

                state.Sectors[sector] = old;
                state.Marked.Remove(sector);
            }
        }
    }

    /// <summary>What is not on disk of a file: for each changed sector what is.</summary>
    private sealed class Volatile
    {
        public Dictionary<long, byte[]> Sectors { get; } = [];

        /// <summary>Sectors that no later sync writes, because the one that should have failed.</summary>
        public HashSet<long> Marked { get; } = [];

        public long Length { get; set; }

        public void Synced(long length)
        {
            foreach (var sector in Sectors.Keys.Except(Marked).ToList()) Sectors.Remove(sector);
            Length = length;
        }

        public void Lost() => Marked.UnionWith(Sectors.Keys);

        public void Forget(string path, Random random)
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            var cut = RandomAccess.GetLength(file);
            var isLengthLost = cut != Length && random.Next(2) == 0;
            if (isLengthLost) RandomAccess.SetLength(file, Length);
            foreach (var (sector, old) in Sectors)
            {
                var at = sector * Sector;
                var left = RandomAccess.GetLength(file) - at;
                var isLost = Marked.Contains(sector) || (isLengthLost && at >= cut) || random.Next(2) == 0;
                if (left > 0 && isLost) RandomAccess.Write(file, old.AsSpan(0, (int)Math.Min(left, Sector)), at);
            }
        }
    }
}

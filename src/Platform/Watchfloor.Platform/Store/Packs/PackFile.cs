using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>
/// The packs of a day file, in a file beside it. The day file says how far they are committed; what stands behind that was left by an
/// attempt that failed and is written over.
/// </summary>
internal sealed class PackFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly List<long> _places;
    private readonly Lock _gate = new();

    private PackFile(SafeFileHandle handle, List<long> places) => (_handle, _places) = (handle, places);

    /// <summary>How many packs are committed; the number of the next.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _places.Count;
        }
    }

    /// <summary>Opens the packs of a day file; makes an empty file when nothing was committed to it.</summary>
    /// <param name="path">Where.</param>
    /// <param name="places">Where each pack begins.</param>
    /// <param name="committed">Up to where it is committed, in bytes.</param>
    /// <exception cref="InvalidDataException">It is missing or too short.</exception>
    public static PackFile Open(string path, List<long> places, long committed)
    {
        if (!File.Exists(path) && committed > 0) throw new InvalidDataException("the file with its fields is missing");
        var handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        if (RandomAccess.GetLength(handle) >= committed) return new PackFile(handle, places);
        handle.Dispose();
        throw new InvalidDataException("the file with its fields is cut short");
    }

    /// <summary>Writes a pack.</summary>
    /// <param name="pack">It, with its header.</param>
    /// <param name="at">Where, behind what is committed.</param>
    public void Write(ReadOnlySpan<byte> pack, long at) => RandomAccess.Write(_handle, pack, at);

    /// <summary>Brings what was written to the disk.</summary>
    public void Flush() => RandomAccess.FlushToDisk(_handle);

    /// <summary>Takes in packs that are committed now.</summary>
    /// <param name="places">Where each begins.</param>
    public void Add(IEnumerable<long> places)
    {
        lock (_gate) _places.AddRange(places);
    }

    /// <summary>Reads a pack.</summary>
    /// <param name="number">Its number.</param>
    /// <exception cref="InvalidDataException">There is none, or it is not what was written.</exception>
    public Pack Read(int number)
    {
        long at;
        lock (_gate) at = number < _places.Count ? _places[number] : throw new InvalidDataException("Corrupt pack: there is none");
        Span<byte> header = stackalloc byte[PackWriter.HeaderLength];
        if (RandomAccess.Read(_handle, header, at) < header.Length) throw new InvalidDataException("Corrupt pack: there is none");
        var length = BinaryPrimitives.ReadInt32LittleEndian(header);
        if (length is <= 0 or > PackFrames.MaxLength || at + header.Length + length > RandomAccess.GetLength(_handle)) throw new InvalidDataException("Corrupt pack: its length cannot be");
        var body = new byte[length];
        for (var read = 0; read < length;)
        {
            var some = RandomAccess.Read(_handle, body.AsSpan(read), at + header.Length + read);
            if (some == 0) throw new InvalidDataException("Corrupt pack: it ends early");
            read += some;
        }

        if (Checksum.Of(body) != BinaryPrimitives.ReadUInt32LittleEndian(header[4..])) throw new InvalidDataException("Corrupt pack: its checksum does not fit");
        return new Pack(body);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}

using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>
/// The packs of a day file, in a file beside it. The day file says how far they are committed; what stands behind that was left by an
/// attempt that failed and is written over. Any thread reads; one at a time writes.
/// </summary>
internal sealed class PackFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly List<PackPlace> _places;
    private readonly Lock _gate = new();

    private PackFile(SafeFileHandle handle, List<PackPlace> places) => (_handle, _places) = (handle, places);

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
    /// <param name="places">Where each pack is.</param>
    /// <param name="committed">Up to where it is committed, in bytes.</param>
    /// <exception cref="InvalidDataException">It is missing or too short.</exception>
    public static PackFile Open(string path, List<PackPlace> places, long committed)
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
    public void Write(ReadOnlySpan<byte> pack, long at)
    {
        IsOnDisk = false;
        RandomAccess.Write(_handle, pack, at);
    }

    /// <summary>Brings what was written to the disk.</summary>
    public void Flush()
    {
        RandomAccess.FlushToDisk(_handle);
        IsOnDisk = true;
    }

    /// <summary>Whether all that was written has been brought to the disk.</summary>
    public bool IsOnDisk { get; private set; } = true;

    /// <summary>Takes in packs that are committed now.</summary>
    /// <param name="places">Where each is.</param>
    public void Add(IEnumerable<PackPlace> places)
    {
        lock (_gate) _places.AddRange(places);
    }

    /// <summary>Where a pack is.</summary>
    /// <exception cref="InvalidDataException">There is none of this number.</exception>
    public PackPlace PlaceOf(int number)
    {
        lock (_gate) return number < _places.Count ? _places[number] : throw new InvalidDataException("Corrupt pack: there is none");
    }

    /// <summary>Reads a pack.</summary>
    /// <param name="at">Where it begins.</param>
    /// <exception cref="InvalidDataException">There is none, or it is not what was written.</exception>
    public Pack Read(long at) => new(ReadBody(at));

    /// <summary>Reads the bytes of a pack, without its header.</summary>
    /// <inheritdoc cref="Read"/>
    public byte[] ReadBody(long at)
    {
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
        return body;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();
}

/// <summary>Where the rows of a pack are.</summary>
/// <param name="At">Where the pack begins in the file, in bytes.</param>
/// <param name="FirstRow">Its first row there: packs that were small are put together, and keep their numbers.</param>
internal readonly record struct PackPlace(long At, int FirstRow);

using ZstdSharp;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>The frames of a pack. Each is unpacked when it is first asked for. Any thread.</summary>
internal sealed class PackFrames
{
    /// <summary>The most bytes of all frames of a pack, unpacked.</summary>
    public const int MaxLength = 512 << 20;

    private readonly byte[] _body;
    private readonly (int Start, int Kept, int Length)[] _places;
    private readonly byte[]?[] _frames;

    /// <summary>Reads where they are.</summary>
    /// <param name="body">The pack without its header. Kept.</param>
    /// <exception cref="InvalidDataException">It is not one, or of a version that this program does not know.</exception>
    public PackFrames(byte[] body)
    {
        _body = body;
        var reader = new PackReader(body);
        var version = reader.Byte();
        if (version != PackWriter.Version) throw new InvalidDataException($"a pack is of version {version}; this program knows {PackWriter.Version}");
        _places = new (int, int, int)[reader.Count(body.Length)];
        _frames = new byte[]?[_places.Length];
        for (var i = 0; i < _places.Length; i++)
        {
            _places[i].Length = reader.Count(MaxLength);
            _places[i].Kept = reader.Count(body.Length);
            Length += _places[i].Length;
        }

        if (Length > MaxLength) throw new InvalidDataException($"Corrupt pack: {Length} bytes");
        for (var i = 0; i < _places.Length; i++)
        {
            _places[i].Start = body.Length - reader.Rest.Length;
            _ = reader.Bytes(_places[i].Kept);
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _places.Length;

    /// <summary>Their bytes, unpacked.</summary>
    public long Length { get; }

    /// <summary>A frame.</summary>
    /// <exception cref="InvalidDataException">There is no such frame, or it cannot be unpacked.</exception>
    public byte[] this[int number]
    {
        get
        {
            if (number >= Count) throw new InvalidDataException($"Corrupt pack: it has no frame {number}");
            if (Volatile.Read(ref _frames[number]) is { } known) return known;
            // Two threads may do the same at once; either's result serves.
            var frame = Unpack(_places[number]);
            Volatile.Write(ref _frames[number], frame);
            return frame;
        }
    }

    private byte[] Unpack((int Start, int Kept, int Length) place)
    {
        var kept = _body.AsSpan(place.Start, place.Kept);
        if (place.Kept == place.Length) return kept.ToArray();
        var frame = new byte[place.Length];
        try
        {
            using var zstd = new Decompressor();
            if (zstd.Unwrap(kept, frame) == frame.Length) return frame;
        }
        catch (ZstdException e)
        {
            throw new InvalidDataException($"Corrupt pack: {e.Message}", e);
        }

        throw new InvalidDataException("Corrupt pack: a frame is shorter than it should be");
    }
}

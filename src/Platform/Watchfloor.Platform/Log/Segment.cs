namespace Watchfloor.Platform.Log;

/// <summary>A segment as the log knows it.</summary>
internal sealed class Segment
{
    private long _end;
    private long _bytes;
    private volatile bool _isEnded;

    /// <summary>The ending of segments' names.</summary>
    public const string Suffix = ".wlog";

    /// <summary>Its first offset, which is its name.</summary>
    public required long First { get; init; }

    /// <summary>Its file.</summary>
    public required string Path { get; init; }

    /// <summary>Its random number, in every frame.</summary>
    public required ulong Salt { get; init; }

    /// <summary>What its first frame says.</summary>
    public required SegmentMark Mark { get; init; }

    /// <summary>The offset of its first entry.</summary>
    public long Data => First + SegmentMark.FrameSize;

    /// <summary>The offset at which the next segment begins. No offset is given out twice, whatever became of the bytes here.</summary>
    public long Ceiling => First + Mark.Capacity;

    /// <summary>The offset after its last entry on disk.</summary>
    public long End
    {
        get => Volatile.Read(ref _end);
        set => Volatile.Write(ref _end, value);
    }

    /// <summary>The bytes it takes.</summary>
    public long Bytes
    {
        get => Volatile.Read(ref _bytes);
        set => Volatile.Write(ref _bytes, value);
    }

    /// <summary>Whether it gets no more entries. Read it before <see cref="End"/>, which is then the last word.</summary>
    public bool IsEnded
    {
        get => _isEnded;
        set => _isEnded = value;
    }

    /// <summary>When it was ended, in milliseconds since 1970.</summary>
    public long EndedMs { get; set; }

    /// <summary>A segment's path.</summary>
    public static string PathOf(string folder, long first) =>
        System.IO.Path.Combine(folder, first.ToString("d20", System.Globalization.CultureInfo.InvariantCulture) + Suffix);
}

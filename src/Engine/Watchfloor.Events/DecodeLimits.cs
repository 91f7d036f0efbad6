namespace Watchfloor.Events;

/// <summary>Bounds on what one record may cost. A record beyond them becomes an unparsed event; the rest is still read.</summary>
public sealed record DecodeLimits
{
    /// <summary>The limits used when nothing else is said.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>The longest record, in bytes.</summary>
    public int MaxRecordBytes { get; init; } = 8 << 20;

    /// <summary>How deep objects and arrays may nest.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>How many values one event may hold.</summary>
    public int MaxFields { get; init; } = 4_096;

    /// <summary>How much of a record that could not be read is kept, in bytes.</summary>
    public int MaxUnparsedBytes { get; init; } = 4_096;
}

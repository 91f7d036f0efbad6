namespace Watchfloor.Formats.Archives;

/// <summary>
/// Bounds on what one file may unpack to, over all its members and layers. A file beyond them is a fault; what was read before stays.
/// </summary>
public sealed record ArchiveLimits
{
    /// <summary>The limits used when nothing else is said.</summary>
    public static ArchiveLimits Default { get; } = new();

    /// <summary>How many bytes all decompression of one file may give, over all layers.</summary>
    public long MaxTotalBytes { get; init; } = 256L << 30;

    /// <summary>
    /// How many bytes one byte of the file may become. Repetitive logs reach 200 with the best compressors; bombs begin where
    /// deflate ends, at 1,032.
    /// </summary>
    public int MaxRatio { get; init; } = 1_000;

    /// <summary>How much may come out before the ratio is judged, in bytes; a small file of one repeated line is no bomb.</summary>
    public long RatioGraceBytes { get; init; } = 64L << 20;

    /// <summary>How many members one file may have, over all layers.</summary>
    public int MaxMembers { get; init; } = 100_000;

    /// <summary>How many archives may stand in one another. A <c>.tar.gz</c> is two.</summary>
    public int MaxDepth { get; init; } = 4;
}

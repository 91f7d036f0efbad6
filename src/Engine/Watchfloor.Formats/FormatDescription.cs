using Watchfloor.Events;

namespace Watchfloor.Formats;

/// <summary>A format that can be read: its name, how to recognise it, and its decoder. The registry is <see cref="FormatRegistry"/>.</summary>
public sealed record FormatDescription
{
    /// <summary>The name for <c>--format</c>, lower case, such as <c>evtx</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One line for people.</summary>
    public required string Summary { get; init; }

    /// <summary>
    /// How sure the format is that a stream beginning with these bytes (up to 64 KiB) is its own: 0 no, 100 certain.
    /// The most certain wins; among equals the first in the registry.
    /// </summary>
    public required SniffFunction Sniff { get; init; }

    /// <summary>Makes a decoder for one stream.</summary>
    public required Func<FieldNames, DecodeLimits, IEventDecoder> Create { get; init; }

    /// <summary>
    /// True when a stream may be cut behind any newline and the pieces decoded by different decoders, in any order.
    /// </summary>
    public bool LinesAreIndependent { get; init; }

    /// <summary>
    /// True when its decoder remembers nothing from one record to the next, so that one may serve many whole streams in turn.
    /// </summary>
    public bool RecordsAreIndependent
    {
        get => field || LinesAreIndependent;
        init;
    }
}

/// <summary>See <see cref="FormatDescription.Sniff"/>.</summary>
public delegate int SniffFunction(ReadOnlySpan<byte> head);

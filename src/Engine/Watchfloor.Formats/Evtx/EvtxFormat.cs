namespace Watchfloor.Formats.Evtx;

/// <summary>The Windows XML event log (.evtx), from Windows Vista on; whole files and bare chunks of one.</summary>
public static class EvtxFormat
{
    internal const string Name = "evtx";

    /// <summary>
    /// The name of the field, <c>true</c>, of a record that was found by its signature because nothing whole led to it: behind damage
    /// in its chunk, or where a chunk's own signature is missing.
    /// </summary>
    public static ReadOnlySpan<byte> CarvedField => "evtx.carved"u8;

    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = Name,
        Summary = "Windows XML event log (.evtx)",
        Sniff = head => head.StartsWith(EvtxDecoder.FileSignature) || head.StartsWith(ChunkHeader.Signature) ? 100 : 0,
        Create = (names, limits) => new EvtxDecoder(names, limits),
    };
}

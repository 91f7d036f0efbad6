namespace Watchfloor.Formats.Zeek;

/// <summary>Zeek's own logs, values separated by tabs below a header. Zeek's JSON is read as JSON.</summary>
public static class ZeekFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "zeek",
        Summary = "Zeek logs with a #fields header",
        Sniff = head => head.StartsWith("#separator "u8) ? 99 : head.StartsWith("#fields\t"u8) ? 90 : 0,
        Create = (names, limits) => new ZeekDecoder(names, limits),
    };
}

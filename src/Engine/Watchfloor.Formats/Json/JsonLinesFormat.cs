namespace Watchfloor.Formats.Json;

/// <summary>JSON, one object a line.</summary>
public static class JsonLinesFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "json",
        Summary = "JSON, one object a line",
        Sniff = _ => 0,
        Create = (_, _) => throw new NotImplementedException(),
        LinesAreIndependent = true,
    };
}

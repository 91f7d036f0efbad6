using Watchfloor.Events;

namespace Watchfloor.Formats.WinXml;

/// <summary>
/// The XML form of a Windows event (MS-EVEN6 §2.2.13 and the schema http://schemas.microsoft.com/win/2004/08/events) as flat fields:
/// what stands in <c>System</c> by its name, attributes as <c>Tag_Attribute</c>, event data by its <c>Name</c> or as <c>Data</c>,
/// user data by the names of its leaves, the rendered texts as <c>RenderingInfo_Name</c>.
/// </summary>
public static class WindowsXml
{
    /// <summary>Adds the fields of an event, or of one of its sections such as <c>EventData</c>, to the open event of a batch.</summary>
    /// <param name="batch">The batch; its arena holds the XML.</param>
    /// <param name="offset">Where the XML begins in the arena.</param>
    /// <param name="length">Its length in bytes. It must be UTF-8.</param>
    /// <param name="limits">When null, <see cref="DecodeLimits.Default"/>.</param>
    /// <returns>False when it is not such XML. Fields found before the mistake have been added.</returns>
    public static bool TryParseInto(EventBatch batch, int offset, int length, DecodeLimits? limits = null) =>
        Parse(batch, offset, length, limits ?? DecodeLimits.Default) is null;

    /// <inheritdoc cref="TryParseInto"/>
    /// <returns>Why it could not be read, or null when it could.</returns>
    internal static string? Parse(EventBatch batch, int offset, int length, DecodeLimits limits) =>
        new WindowsXmlParser(batch, offset, length, limits).Run();
}

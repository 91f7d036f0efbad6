using Watchfloor.Events;

namespace Watchfloor.Formats.WinXml;

/// <summary>Field names out of tag and attribute names.</summary>
internal static class XmlNames
{
    /// <summary>The name without its namespace prefix.</summary>
    public static ReadOnlySpan<byte> Local(ReadOnlySpan<byte> name) => name[(name.LastIndexOf((byte)':') + 1)..];

    /// <summary>True for attributes that speak about the XML and not about the event.</summary>
    public static bool IsOfXml(ReadOnlySpan<byte> name) => name.SequenceEqual("xmlns"u8) || name.StartsWith("xmlns:"u8) || name.StartsWith("xml:"u8);

    /// <summary>The id of <c>prefix + element</c> or <c>prefix + element_attribute</c>.</summary>
    public static int Intern(FieldNames names, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> element, ReadOnlySpan<byte> attribute)
    {
        if (prefix.IsEmpty && attribute.IsEmpty) return names.Intern(element);
        var length = prefix.Length + element.Length + (attribute.IsEmpty ? 0 : attribute.Length + 1);
        if (length > FieldNames.MaxNameBytes) return FieldNames.Full;
        Span<byte> name = stackalloc byte[FieldNames.MaxNameBytes];
        prefix.CopyTo(name);
        element.CopyTo(name[prefix.Length..]);
        if (!attribute.IsEmpty)
        {
            name[prefix.Length + element.Length] = (byte)'_';
            attribute.CopyTo(name[(length - attribute.Length)..]);
        }

        return names.Intern(name[..length]);
    }
}

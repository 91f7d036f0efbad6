namespace Watchfloor.Formats.Evtx;

/// <summary>What an element stands in; it decides what the element's value is called (Sigma rules specification, "Field Usage").</summary>
internal enum Place : byte
{
    /// <summary>Nothing: the element is <c>Event</c>.</summary>
    Document,

    /// <summary><c>Event</c>: the element is a section.</summary>
    Event,

    /// <summary><c>System</c>: named for the element; empty elements are no fields.</summary>
    System,

    /// <summary><c>EventData</c>: named by the attribute <c>Name</c>; an empty element is an empty field.</summary>
    EventData,

    /// <summary><c>RenderingInfo</c> of forwarded events: its <c>Level</c> is a word and must not stand beside the number in System.</summary>
    RenderingInfo,

    /// <summary><c>UserData</c> and all else: leaves are named for the element.</summary>
    Leaves,
}

internal static class PlaceRules
{
    /// <summary>Where the children of an element stand.</summary>
    public static Place Inside(this Place place, ReadOnlySpan<char> element) => place switch
    {
        Place.Document => Place.Event,
        Place.Event => element switch
        {
            "System" => Place.System,
            "EventData" => Place.EventData,
            "RenderingInfo" => Place.RenderingInfo,
            _ => Place.Leaves,
        },
        Place.EventData => Place.Leaves,
        _ => place,
    };

    /// <summary>The field for an element's text.</summary>
    public static string FieldName(this Place place, ReadOnlySpan<char> element) =>
        place == Place.RenderingInfo && element is not "Message" ? $"RenderingInfo_{element}" : element.ToString();

    /// <summary>What an element without children and without a value is.</summary>
    /// <param name="place">Where the element stands.</param>
    /// <param name="bare">True when it has no attribute that is a field.</param>
    public static Empty EmptyLeaf(this Place place, bool bare) => place switch
    {
        Place.EventData => Empty.Keep,
        Place.Leaves or Place.RenderingInfo when bare => Empty.KeepUnlessOptional,
        _ => Empty.Drop,
    };
}

/// <summary>What a missing value is.</summary>
internal enum Empty : byte
{
    /// <summary>No field.</summary>
    Drop,

    /// <summary>A field with an empty value, unless the substitution is optional.</summary>
    KeepUnlessOptional,

    /// <summary>A field with an empty value.</summary>
    Keep,
}

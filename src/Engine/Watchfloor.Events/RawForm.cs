namespace Watchfloor.Events;

/// <summary>How an event's values stand in its raw record.</summary>
public enum RawForm : byte
{
    /// <summary>In a form of the format's own; nothing can be said from the raw bytes.</summary>
    Opaque,

    /// <summary>As JSON text: each value verbatim but for JSON's escapes.</summary>
    Json,
}

namespace Watchfloor.Events;

/// <summary>
/// What is known about events before any arrives: how carriers spell fields, which log source an event belongs to,
/// and which names its fields answer to. Loaded from content files; shared by all threads.
/// </summary>
public sealed class EventCatalog
{
    /// <summary>The catalogue of the content that ships with this library.</summary>
    public static EventCatalog LoadDefault() => throw new NotImplementedException();

    /// <summary>The field names that decoders intern into.</summary>
    public FieldNames Names { get; } = new();

    /// <summary>
    /// The name a field answers to whatever carried it: <c>Event.EventData.Image</c>, <c>winlog.event_data.Image</c> and
    /// <c>Image</c> are all <c>Image</c>; <c>Threat Name</c> is <c>ThreatName</c>.
    /// </summary>
    /// <returns>The canonical name's id; <paramref name="fieldId"/> itself when the name is canonical already.</returns>
    public int Canonical(int fieldId) => throw new NotImplementedException();

    /// <summary>Finds the event's class and stores it in the event.</summary>
    public EventClass Classify(EventView view) => throw new NotImplementedException();

    /// <summary>The event's own time in UTC, or null when it carries none that can be read.</summary>
    public DateTimeOffset? TimeOf(EventView view) => throw new NotImplementedException();

    /// <summary>The name of the host the event is about, or null.</summary>
    public string? HostOf(EventView view) => throw new NotImplementedException();
}

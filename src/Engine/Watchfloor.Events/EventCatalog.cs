using Watchfloor.Events.Catalog;
using Watchfloor.Events.Content;

namespace Watchfloor.Events;

/// <summary>
/// What is known about events before any arrives: how carriers spell fields, which log source an event belongs to,
/// and which names its fields answer to. Loaded from content files; shared by all threads.
/// </summary>
/// <example>
/// <code>
/// var catalog = EventCatalog.LoadDefault();
/// var batch = new EventBatch(catalog.Names);
/// batch.BeginEvent("json", 0, 0, 0);
/// batch.Add(catalog.Names.Intern("Channel"u8), "security"u8);
/// batch.Add(catalog.Names.Intern("EventID"u8), "4688"u8);
/// batch.EndEvent();
/// Console.WriteLine(catalog.Classify(batch[0])); // windows/process_creation/security
/// </code>
/// </example>
public sealed class EventCatalog
{
    private readonly CanonicalNames _canonical;
    private readonly LogSourceRules _rules;
    private readonly ClassTable _classes;
    private readonly ClassCache _cache = new();
    private readonly EventTimes _times;
    private readonly EventHosts _hosts;

    internal EventCatalog(CatalogContent content)
    {
        Names = new FieldNames();
        _canonical = new CanonicalNames(Names, content.Shapes);
        _rules = new LogSourceRules(_canonical, [.. content.LogSources.SelectMany(d => d.Rules)]);
        _classes = new ClassTable(content.Mappings);
        _times = new EventTimes(_canonical, content.Times);
        _hosts = new EventHosts(_canonical, content.Hosts);
    }

    /// <summary>The catalogue of the content that ships with this library.</summary>
    public static EventCatalog LoadDefault() => Load([], []);

    /// <summary>The shipped content with a user's files on top: their items are added, or take the place of one with the same name.</summary>
    /// <param name="files">Mapping and log-source files, in the order in which they were given.</param>
    /// <param name="faults">Receives every mistake with its place; the item it stands in is left out, the rest still loads.</param>
    /// <exception cref="InvalidOperationException">The content that ships with this library has a mistake.</exception>
    public static EventCatalog Load(IEnumerable<ContentFile> files, ICollection<ContentFault> faults) =>
        new(CatalogContent.Load(files, faults));

    /// <summary>The field names that decoders intern into.</summary>
    public FieldNames Names { get; }

    /// <summary>
    /// The name a field answers to whatever carried it: <c>Event.EventData.Image</c>, <c>winlog.event_data.Image</c> and
    /// <c>Image</c> are all <c>Image</c>; <c>Threat Name</c> is <c>ThreatName</c>.
    /// </summary>
    /// <returns>The canonical name's id; <paramref name="fieldId"/> itself when the name is canonical already.</returns>
    public int Canonical(int fieldId) => _canonical.Of(fieldId);

    /// <summary>Finds the event's class and stores it in the event. A record that could not be read is of no known log source.</summary>
    public EventClass Classify(EventView view)
    {
        var found = view.UnparsedReason is null ? ClassOf(view) : EventClass.Unknown;
        view.SetClass(found);
        return found;
    }

    /// <summary>The class of a stream whose log source the user names, for events that no rule knows.</summary>
    public EventClass Named(LogSource source) => _classes.For([source]);

    /// <summary>The event's own time in UTC, or null when it carries none that can be read.</summary>
    /// <param name="view">The event, classified before if definitions for a log source are to count.</param>
    /// <param name="reference">
    /// A time known to be near, such as the file's last change. It gives the year to times written without one (RFC 3164); without
    /// it such an event has no time, because a guessed year would put it in a wrong order.
    /// </param>
    /// <param name="zone">
    /// The zone of times that say none; null: UTC. A time that comes twice, when clocks go back, is the one nearer to the reference.
    /// </param>
    public DateTimeOffset? TimeOf(EventView view, DateTimeOffset? reference = null, TimeZoneInfo? zone = null) => _times.Of(view, reference, zone);

    /// <summary>The name of the host the event is about, or null.</summary>
    public string? HostOf(EventView view) => _hosts.Of(view);

    private EventClass ClassOf(EventView view)
    {
        Span<ulong> answers = stackalloc ulong[_rules.Words];
        _rules.Answer(view, answers);
        if (_cache.Find(answers) is { } known) return known;
        var found = _classes.For(_rules.Sources(answers));
        _cache.Keep(answers, found);
        return found;
    }
}

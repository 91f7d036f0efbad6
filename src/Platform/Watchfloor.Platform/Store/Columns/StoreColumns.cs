using Watchfloor.Events;

namespace Watchfloor.Platform.Store.Columns;

/// <summary>
/// What the filling of batches needs to know: where the columns stand and which fields supply them. The plans belong to the pipeline's
/// thread, which alone fills batches.
/// </summary>
internal sealed class StoreColumns(EventCatalog catalog)
{
    private readonly Dictionary<EventClass, ColumnPlan> _plans = [];

    public EventCatalog Catalog => catalog;

    public IReadOnlyList<EventColumn> Mapped { get; } = [.. EventColumns.All.Where(c => c.IsMapped)];

    public int Time { get; } = Place("time");

    public int Received { get; } = Place("received");

    public int LogOffset { get; } = Place("log_offset");

    public int LogIndex { get; } = Place("log_index");

    public int Source { get; } = Place("source");

    public int Input { get; } = Place("input");

    public int Sender { get; } = Place("sender");

    public int Host { get; } = Place("host");

    public int LogSource { get; } = Place("log_source");

    public int Format { get; } = Place("format");

    public int Unparsed { get; } = Place("unparsed");

    public int Flags { get; } = Place("flags");

    public int EventCode { get; } = Place("event.code");

    public ColumnPlan PlanOf(EventClass @class)
    {
        if (!_plans.TryGetValue(@class, out var plan)) _plans.Add(@class, plan = new ColumnPlan(@class, catalog));
        return plan;
    }

    private static int Place(string column) => EventColumns.ByName[column].Ordinal;
}

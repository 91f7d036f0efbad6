using System.Collections.Concurrent;
using System.Globalization;
using Watchfloor.Platform.State;

namespace Watchfloor.Monitoring.Intake;

/// <summary>The counts of every source, kept over restarts. After a crash the last seconds before it are missing. Any thread.</summary>
internal sealed class TrafficTable(StateDatabase state, TimeProvider time)
{
    private const string SaveSql = """
        INSERT INTO monitoring_traffic (source_id, day, day_bytes, events, bytes, repeated, last_seen, last_sender)
        VALUES (@source, @day, @dayBytes, @events, @bytes, @repeated, @seen, @sender)
        ON CONFLICT (source_id) DO UPDATE SET day = excluded.day, day_bytes = excluded.day_bytes, events = excluded.events,
        bytes = excluded.bytes, repeated = excluded.repeated, last_seen = excluded.last_seen, last_sender = excluded.last_sender
        """;

    private readonly ConcurrentDictionary<string, SourceTraffic> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TrafficTotals> _saved = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, TrafficTotals> _before = new Dictionary<string, TrafficTotals>();

    /// <summary>The counts of a source.</summary>
    public SourceTraffic Of(string sourceId) =>
        _sources.GetOrAdd(sourceId, static (id, table) => new SourceTraffic(table.Time, table._before.GetValueOrDefault(id) ?? new TrafficTotals()), this);

    /// <summary>True when an event has come from anywhere, ever.</summary>
    public bool HasEvents => _before.Values.Any(t => t.Events > 0) || _sources.Values.Any(s => s.Read().Totals.Events > 0);

    /// <summary>Forgets a source that was removed.</summary>
    public void Forget(string sourceId) => _sources.TryRemove(sourceId, out _);

    private TimeProvider Time => time;

    /// <summary>Reads what an earlier run had counted. Once, before the first use.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        var rows = await state.ReadAsync(
            session => session.QueryAsync(
                "SELECT source_id, day, day_bytes, events, bytes, repeated, last_seen, last_sender FROM monitoring_traffic",
                row => (Id: row.Text("source_id"), Totals: new TrafficTotals
                {
                    Day = DateOnly.ParseExact(row.Text("day"), "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    DayBytes = row.Number("day_bytes"),
                    Events = row.Number("events"),
                    Bytes = row.Number("bytes"),
                    Repeated = row.Number("repeated"),
                    LastSeen = row.TimeOrNull("last_seen"),
                    LastSender = row.Text("last_sender"),
                }),
                cancellation),
            cancellation).ConfigureAwait(false);
        _before = rows.ToDictionary(r => r.Id, r => r.Totals, StringComparer.Ordinal);
    }

    /// <summary>Writes what has changed since the last time. One caller at a time.</summary>
    public async Task SaveAsync(CancellationToken cancellation)
    {
        var changed = _sources.Select(s => (s.Key, s.Value.Read().Totals)).Where(s => _saved.GetValueOrDefault(s.Key) != s.Totals).ToList();
        if (changed.Count == 0) return;
        await state.WriteAsync(
            async transaction =>
            {
                foreach (var (id, totals) in changed)
                    await transaction.ExecuteAsync(
                        SaveSql,
                        cancellation,
                        ("source", id),
                        ("day", totals.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
                        ("dayBytes", totals.DayBytes),
                        ("events", totals.Events),
                        ("bytes", totals.Bytes),
                        ("repeated", totals.Repeated),
                        ("seen", totals.LastSeen?.UtcTicks),
                        ("sender", totals.LastSender)).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        foreach (var (id, totals) in changed) _saved[id] = totals;
    }
}

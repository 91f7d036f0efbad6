using System.Globalization;
using System.Text.Json;
using Watchfloor.Analysis.Rules;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Events;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Analysis.Detection;

/// <summary>Writes alerts, their evidence and storms, each new one with its ledger entry, in the pipeline's transaction.</summary>
internal sealed class AlertWriter(StateDatabase state, ILedgerWriter ledger, EventCatalog catalog)
{
    private const string InsertAlert = """
        INSERT INTO alert (id, alert_key, rule_id, rule_title, rule_level, rule_set, tags, group_values, host, window_start, window_end,
                           first_seen, last_seen, raised, updated, hits, space, scope)
        VALUES (@id, @key, @rule, @title, @level, @set, @tags, @group, @host, @start, @end, @first, @last, @raised, @updated, @hits, 'main', '')
        ON CONFLICT (alert_key) DO NOTHING
        """;

    private const string CountAlert = """
        UPDATE alert SET hits = hits + @hits, updated = @updated,
            first_seen = CASE WHEN first_seen > @first THEN @first ELSE first_seen END,
            last_seen = CASE WHEN last_seen < @last THEN @last ELSE last_seen END
        WHERE alert_key = @key
        """;

    private const string InsertEvidence = """
        INSERT INTO alert_evidence (alert_id, event_id, event_time, event, matches)
        SELECT a.id, @event, @time, @json, @matches FROM alert a
        WHERE a.alert_key = @key AND (SELECT COUNT(*) FROM alert_evidence e WHERE e.alert_id = a.id) < @most
        ON CONFLICT (alert_id, event_id) DO NOTHING
        """;

    private const string WriteStorm = """
        INSERT INTO rule_storm (rule_id, since, until, suppressed) VALUES (@rule, @since, @until, @suppressed)
        ON CONFLICT (rule_id) DO UPDATE SET since = excluded.since, until = excluded.until, suppressed = excluded.suppressed
        """;

    /// <summary>What is known of names and log sources.</summary>
    public EventCatalog Catalog => catalog;

    /// <summary>Takes over the storms that were going on when the server ended.</summary>
    public async Task ResumeAsync(StormBreaker storms, CancellationToken cancellation)
    {
        var rows = await state.ReadAsync(
            s => s.QueryAsync(
                "SELECT rule_id, since, until, suppressed FROM rule_storm WHERE since <> 0",
                r => (r.Text("rule_id"), r.Number("since"), r.Number("until"), r.Number("suppressed")),
                cancellation),
            cancellation).ConfigureAwait(false);
        foreach (var (rule, since, until, suppressed) in rows) storms.Resume(rule, since, until, suppressed);
    }

    /// <summary>Writes what has changed.</summary>
    public async Task WriteAsync(StateTransaction transaction, IReadOnlyList<OpenAlert> alerts, IReadOnlyList<Storm> storms, CancellationToken cancellation)
    {
        foreach (var alert in alerts) await WriteAsync(transaction, alert, cancellation).ConfigureAwait(false);
        foreach (var storm in storms) await WriteAsync(transaction, storm, cancellation).ConfigureAwait(false);
    }

    private async Task WriteAsync(StateTransaction transaction, OpenAlert alert, CancellationToken cancellation)
    {
        var key = alert.Key.ToString("x32", CultureInfo.InvariantCulture);
        var rule = alert.Head.Document;
        var isNew = await transaction.ExecuteAsync(
            InsertAlert,
            cancellation,
            ("id", alert.Id.ToString()),
            ("key", key),
            ("rule", alert.Head.Id),
            ("title", rule.Title),
            ("level", (long)rule.Level),
            ("set", alert.RuleSet),
            ("tags", string.Join(' ', rule.Tags)),
            ("group", JsonSerializer.Serialize(alert.Group.ToDictionary(), AlertsJson.Default.IReadOnlyDictionaryStringString)),
            ("host", alert.Host),
            ("start", alert.WindowStart),
            ("end", alert.WindowStart + AlertFold.Window.Ticks),
            ("first", alert.FirstSeen),
            ("last", alert.LastSeen),
            ("raised", alert.Raised),
            ("updated", alert.Updated),
            ("hits", alert.NewHits)).ConfigureAwait(false) == 1;
        if (isNew)
            await ledger.AppendAsync(transaction, Raised(alert), cancellation).ConfigureAwait(false);
        else
            await transaction.ExecuteAsync(CountAlert, cancellation, ("hits", alert.NewHits), ("updated", alert.Updated), ("first", alert.FirstSeen), ("last", alert.LastSeen), ("key", key)).ConfigureAwait(false);

        foreach (var evidence in alert.NewEvidence)
        {
            await transaction.ExecuteAsync(
                InsertEvidence,
                cancellation,
                ("event", evidence.EventId),
                ("time", evidence.Time),
                ("json", evidence.Event),
                ("matches", evidence.Matches),
                ("key", key),
                ("most", (long)AlertFold.MaxEvidence)).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(StateTransaction transaction, Storm storm, CancellationToken cancellation)
    {
        await transaction.ExecuteAsync(WriteStorm, cancellation, ("rule", storm.RuleId), ("since", storm.Since), ("until", storm.Until), ("suppressed", storm.Suppressed)).ConfigureAwait(false);
        if (storm.Ended is { } suppressed) await ledger.AppendAsync(transaction, OfStorm("rule.calmed", storm.RuleId, suppressed), cancellation).ConfigureAwait(false);
        if (storm.HasBegun) await ledger.AppendAsync(transaction, OfStorm("rule.storming", storm.RuleId, 0), cancellation).ConfigureAwait(false);
    }

    private static LedgerEntry Raised(OpenAlert alert) => new()
    {
        Type = "alert.raised",
        Actor = Actor.System,
        Subject = alert.Id.ToString(),
        Payload = JsonSerializer.SerializeToElement(
            new AlertRaised(alert.Id.ToString(), alert.Head.Id, alert.Head.Document.Title, Levels.Name(alert.Head.Document.Level), alert.Host),
            DetectionJson.Default.AlertRaised),
    };

    private static LedgerEntry OfStorm(string type, string ruleId, long suppressed) => new()
    {
        Type = type,
        Actor = Actor.System,
        Payload = JsonSerializer.SerializeToElement(new RuleStorm(ruleId, suppressed), DetectionJson.Default.RuleStorm),
    };
}

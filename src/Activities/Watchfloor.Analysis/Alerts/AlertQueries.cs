using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Watchfloor.Analysis.Rules;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Analysis;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.State;

namespace Watchfloor.Analysis.Alerts;

/// <summary>Answers questions about alerts.</summary>
internal sealed class AlertQueries(StateDatabase state) : IRequestHandler<ListAlerts, Page<AlertSummary>>, IRequestHandler<GetAlert, AlertDetail>
{
    /// <inheritdoc/>
    public async Task<Result<Page<AlertSummary>>> HandleAsync(ListAlerts request, Actor actor, CancellationToken cancellation)
    {
        if (request.Limit is < 1 or > ListAlerts.MaxLimit) return CommonErrors.Invalid("limit", $"limit is {request.Limit}; allowed are 1 to {ListAlerts.MaxLimit}.");
        var level = request.MinLevel is null ? 0 : Levels.Names.ToList().IndexOf(request.MinLevel);
        if (level < 0) return CommonErrors.Invalid("minLevel", $"minLevel is '{request.MinLevel}'; allowed are {string.Join(", ", Levels.Names)}.");
        if (!TryReadCursor(request.Cursor, out var after)) return CommonErrors.Invalid("cursor", "The cursor is not one that this list gave; begin without one.");

        var sql = new StringBuilder("SELECT * FROM alert WHERE rule_level >= @level");
        List<(string, object?)> parameters = [("level", (long)level), ("limit", (long)request.Limit + 1)];
        Where(" AND raised >= @from", "from", request.From?.UtcTicks);
        Where(" AND raised < @to", "to", request.To?.UtcTicks);
        Where(" AND rule_id = @rule", "rule", request.RuleId);
        Where(" AND LOWER(host) = @host", "host", request.Host?.ToLowerInvariant());
        if (after is var (raised, id) && id is not null)
        {
            Where(" AND (raised < @raised OR (raised = @raised AND id < @id))", "raised", raised);
            parameters.Add(("id", id));
        }

        sql.Append(" ORDER BY raised DESC, id DESC LIMIT @limit");
        var rows = await state.ReadAsync(s => s.QueryAsync(sql.ToString(), Summary, cancellation, [.. parameters]), cancellation).ConfigureAwait(false);
        if (rows.Count <= request.Limit) return new Page<AlertSummary>(rows, null);
        rows.RemoveAt(rows.Count - 1);
        return new Page<AlertSummary>(rows, string.Create(CultureInfo.InvariantCulture, $"{rows[^1].Raised.UtcTicks}.{rows[^1].Id}"));

        void Where(string condition, string name, object? value)
        {
            if (value is null) return;
            sql.Append(condition);
            parameters.Add((name, value));
        }
    }

    /// <inheritdoc/>
    public async Task<Result<AlertDetail>> HandleAsync(GetAlert request, Actor actor, CancellationToken cancellation) =>
        await state.ReadAsync(
            async session =>
            {
                var evidence = await session.QueryAsync(
                    "SELECT * FROM alert_evidence WHERE alert_id = @id ORDER BY event_time, event_id", EvidenceOf, cancellation, ("id", request.Id)).ConfigureAwait(false);
                return await session.FirstAsync("SELECT * FROM alert WHERE id = @id", r => Detail(r, evidence), cancellation, ("id", request.Id)).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false) is { } alert ? alert : CommonErrors.NotFound("alert", request.Id);

    private static AlertSummary Summary(DbDataReader row) => new()
    {
        Id = row.Text("id"),
        Key = row.Text("alert_key"),
        RuleId = row.Text("rule_id"),
        RuleTitle = row.Text("rule_title"),
        Level = Levels.Names[(int)row.Number("rule_level")],
        Tags = row.Text("tags").Split(' ', StringSplitOptions.RemoveEmptyEntries),
        Group = JsonSerializer.Deserialize(row.Text("group_values"), AlertsJson.Default.IReadOnlyDictionaryStringString)!,
        Host = row.Text("host"),
        FirstSeen = row.Time("first_seen"),
        LastSeen = row.Time("last_seen"),
        Raised = row.Time("raised"),
        Hits = row.Number("hits"),
        Space = row.Text("space"),
    };

    private static AlertDetail Detail(DbDataReader row, IReadOnlyList<AlertEvidence> evidence)
    {
        var summary = Summary(row);
        return new AlertDetail
        {
            Id = summary.Id,
            Key = summary.Key,
            RuleId = summary.RuleId,
            RuleTitle = summary.RuleTitle,
            Level = summary.Level,
            Tags = summary.Tags,
            Group = summary.Group,
            Host = summary.Host,
            FirstSeen = summary.FirstSeen,
            LastSeen = summary.LastSeen,
            Raised = summary.Raised,
            Hits = summary.Hits,
            Space = summary.Space,
            RuleSet = row.Text("rule_set"),
            WindowStart = row.Time("window_start"),
            WindowEnd = row.Time("window_end"),
            Evidence = evidence,
        };
    }

    private static AlertEvidence EvidenceOf(DbDataReader row) => new()
    {
        EventId = row.Text("event_id"),
        Time = row.Time("event_time"),
        Event = row.Text("event") is { Length: > 0 } json ? JsonElement.Parse(json) : null,
        Matches = JsonSerializer.Deserialize(row.Text("matches"), AlertsJson.Default.IReadOnlyListAlertMatch)!,
    };

    /// <summary>A cursor is the place of the last alert of the page before: its time, a dot, its id.</summary>
    private static bool TryReadCursor(string? cursor, out (long Raised, string? Id) after)
    {
        after = default;
        if (cursor is null) return true;
        var dot = cursor.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !long.TryParse(cursor.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var raised)) return false;
        after = (raised, cursor[(dot + 1)..]);
        return true;
    }
}

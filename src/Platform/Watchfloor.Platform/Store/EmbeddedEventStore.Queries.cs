using System.Text;
using DuckDB.NET.Data;
using Watchfloor.Contracts.Errors;
using Watchfloor.Kql;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;
using Watchfloor.Platform.Store.Sql;

namespace Watchfloor.Platform.Store;

/// <content>The read side.</content>
public sealed partial class EmbeddedEventStore : IEventStore
{
    /// <inheritdoc/>
    public async Task<Result<EventRows>> QueryAsync(EventQuery query, CancellationToken cancellation)
    {
        if (query.Limit is < 1 or > EventQuery.MaxLimit) return CommonErrors.Invalid("limit", $"limit is from 1 to {EventQuery.MaxLimit}.");
        if (query.From >= query.To) return CommonErrors.Invalid("from", "from must be before to.");
        Expression? where = null;
        if (!string.IsNullOrWhiteSpace(query.Where) && !Filter.TryParse(query.Where, _time.GetUtcNow(), out where, out var error)) return StoreErrors.Filter(error);
        if (!await _gate.EnterAsync(cancellation).ConfigureAwait(false)) return StoreErrors.Busy(_options.Queries);
        var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.QueryTime);
        QueryRun? run = null;
        try
        {
            var started = await QueryThread.RunAsync(() => Start(query, where, limit.Token), limit.Token).ConfigureAwait(false);
            if (!started.TryGet(out run, out var mistake))
            {
                limit.Dispose();
                _gate.Leave();
                return mistake;
            }
        }
        catch (Exception e)
        {
            limit.Dispose();
            _gate.Leave();
            if (e is DuckDBException or IOException) return StoreErrors.Failed(FileTrouble.Reason(e));
            if (e is OperationCanceledException && !cancellation.IsCancellationRequested) return StoreErrors.Failed($"it took longer than {_options.QueryTime}");
            throw;
        }

        return new EventRows(run.ReadAsync(limit.Token), () =>
        {
            run.Dispose();
            limit.Dispose();
            _gate.Leave();
        })
        {
            Warnings = run.Warnings,
        };
    }

    /// <inheritdoc/>
    public async Task<Result<StoredEvent?>> FindAsync(EventId id, CancellationToken cancellation)
    {
        if (!await _gate.EnterAsync(cancellation).ConfigureAwait(false)) return StoreErrors.Busy(_options.Queries);
        try
        {
            return await QueryThread.RunAsync(() => Find(id, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DuckDBException or IOException)
        {
            return StoreErrors.Failed(FileTrouble.Reason(e));
        }
        finally
        {
            _gate.Leave();
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<StoredFile> Files() =>
        [.. DayFiles.All().Select(f => new StoredFile(f.Name.ToString(), f.Name.Day, f.Name.Retention, f.Facts.Rows, f.Bytes, f.Damage))];

    private Result<QueryRun> Start(EventQuery query, Expression? where, CancellationToken cancellation)
    {
        var leases = new List<FileLease>();
        var warnings = new List<string>();
        try
        {
            foreach (var file in DayFiles.All().Where(f => MayHold(f, query)))
            {
                if (DayFiles.TryLease(file) is { } lease) leases.Add(lease);
                else if (file.Damage is not null) warnings.Add(QueryRun.DamageWarning(file));
            }

            var names = NamesOf(leases);
            if (!TrySelect(query.Columns, names, out var selection, out var mistake)) return Ended(mistake);
            var run = new QueryRun(query, where, selection, leases);
            run.Warnings.AddRange(warnings);
            if (where is not null)
            {
                var check = new WhereSql(names, new SqlText(EventColumns.Layout));
                _ = check.Of(where);
                run.Warnings.AddRange(check.Unknown.Select(name => $"no event in this range has a field `{name}`"));
            }

            run.Find(names, cancellation);
            return run;
        }
        catch (WhereException e)
        {
            return Ended(StoreErrors.Filter(e.Error));
        }
        catch
        {
            Ended(null!);
            throw;
        }

        Error Ended(Error error)
        {
            foreach (var lease in leases) lease.Dispose();
            return error;
        }
    }

    /// <summary>Whether events of the asked range may stand in a file. A damaged one is always named, for nobody knows.</summary>
    private static bool MayHold(DayFile file, EventQuery query)
    {
        if (file.Damage is not null) return true;
        if (query.Time == EventTime.Event)
            return file.Facts.Rows > 0 && !(query.From is { } from && file.Facts.Greatest < Microseconds(from)) && !(query.To is { } to && file.Facts.Least >= Microseconds(to));
        var day = file.Name.Day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        return !(query.From is { } since && day.AddDays(1) <= since.UtcDateTime) && !(query.To is { } until && day >= until.UtcDateTime);
    }

    private static long Microseconds(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private EventNames NamesOf(List<FileLease> leases)
    {
        var ids = leases.SelectMany(l => l.File.Names?.Ids() ?? []).ToHashSet();
        return new EventNames([.. ids.Select(id => DayFiles.Names[id])]);
    }

    private static bool TrySelect(IReadOnlyList<string> columns, EventNames names, out Selection selection, out Error mistake)
    {
        selection = Selection.Everything;
        mistake = null!;
        if (columns.Count == 0) return true;
        var items = new List<(string, EventName)>();
        foreach (var column in columns)
        {
            if (!names.TryResolve(column, out var what, out var message, out _))
            {
                mistake = StoreErrors.Column(message);
                return false;
            }

            items.Add((column, what));
        }

        selection = Selection.Of(items);
        return true;
    }

    private StoredEvent? Find(EventId id, CancellationToken cancellation)
    {
        var day = DateOnly.FromDateTime(DateTime.UnixEpoch.AddMilliseconds(id.ReceivedMs));
        StoredEvent? found = null;
        foreach (var file in DayFiles.All().Where(f => f.Name.Day == day))
        {
            using var lease = DayFiles.TryLease(file);
            if (lease is null) continue;
            var sql = new SqlText(file.Facts.Layout);
            var text = $"SELECT {Selection.Everything.List(sql)}, fields FROM {DayFileSql.View(file.Alias)} WHERE {WhereSql.IdTest(sql, id)} LIMIT 1";
            QueryRun.Run(lease, sql, text, row => found = ToEvent(row), cancellation);
            if (found is not null) break;
        }

        return found;
    }

    private static StoredEvent ToEvent(DuckDBDataReader row)
    {
        var fields = Encoding.UTF8.GetBytes(row.GetString(row.FieldCount - 1));
        Selection.WithoutRaw(fields, out var raw);
        return new StoredEvent(Selection.Everything.Write(row), raw ?? fields);
    }
}

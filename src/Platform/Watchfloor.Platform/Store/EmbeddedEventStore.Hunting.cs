using System.Text;
using DuckDB.NET.Data;
using Watchfloor.Contracts.Errors;
using Watchfloor.Kql;
using Watchfloor.Kql.Semantics;
using Watchfloor.Kql.Sql;
using Watchfloor.Kql.Sql.DuckDb;
using Watchfloor.Kql.Values;
using Watchfloor.Platform.Store.Files;
using Watchfloor.Platform.Store.Hunting;

namespace Watchfloor.Platform.Store;

/// <content>Questions in the query language.</content>
public sealed partial class EmbeddedEventStore
{
    /// <summary>The most bytes of an answer, for it is put together before it is sent.</summary>
    private const long MaxAnswerBytes = 256L << 20;

    private static readonly PackDialect _packs = new();

    /// <inheritdoc/>
    public async Task<Result<EventRows>> HuntAsync(HuntQuery query, CancellationToken cancellation)
    {
        if (query.Limit is < 1 or > EventQuery.MaxLimit) return CommonErrors.Invalid("limit", $"limit is from 1 to {EventQuery.MaxLimit}.");
        if (query.From >= query.To) return CommonErrors.Invalid("from", "from must be before to.");
        if (!await _gate.EnterAsync(cancellation).ConfigureAwait(false)) return StoreErrors.Busy(_options.Queries);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.QueryTime);
        try
        {
            return await QueryThread.RunAsync(() => Hunt(query, limit.Token), limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DuckDBException or IOException)
        {
            return StoreErrors.Failed(FileTrouble.Reason(e));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return StoreErrors.Failed($"it took longer than {_options.QueryTime}");
        }
        finally
        {
            _gate.Leave();
        }
    }

    private Result<EventRows> Hunt(HuntQuery query, CancellationToken cancellation)
    {
        var leases = new List<FileLease>();
        var warnings = new List<string>();
        try
        {
            foreach (var file in DayFiles.All().Where(f => MayHold(f, new EventQuery { From = query.From, To = query.To })))
            {
                if (DayFiles.TryLease(file) is { } lease) leases.Add(lease);
                else if (file.Damage is not null) warnings.Add(QueryRun.DamageWarning(file));
            }

            var fields = leases.SelectMany(l => l.File.Names?.Ids() ?? []).Distinct().Select(id => DayFiles.Names[id]).ToList();
            var schema = new QuerySchema([EventsTable.Of(leases, fields, query.From, query.To)]);
            if (!KqlQuery.TryCompile(query.Kql, schema, _time.GetUtcNow(), out var compiled, out var errors)) return StoreErrors.Kql(errors[0]);
            if (!compiled.TryWrite(EventsTable.HasPacks(leases) ? _packs : DuckDbDialect.Instance, out var sql, out var error)) return StoreErrors.Kql(error);
            warnings.AddRange(compiled.UnknownFields.Select(name => $"no event in this range has a field `{name}`"));
            return Answer(compiled, Rows(compiled, sql, query.Limit, warnings, cancellation), warnings);
        }
        finally
        {
            foreach (var lease in leases) lease.Dispose();
        }
    }

    private List<ReadOnlyMemory<byte>> Rows(KqlQuery query, SqlQuery sql, int limit, List<string> warnings, CancellationToken cancellation)
    {
        var rows = new List<ReadOnlyMemory<byte>>();
        var bytes = 0L;
        using var connection = DayFiles.Connect();
        using var command = KqlCommand.Create(connection, sql);
        QueryRun.Run(
            command,
            row =>
            {
                if (rows.Count == limit || bytes > MaxAnswerBytes)
                {
                    warnings.Add($"only the first {rows.Count} rows are shown");
                    return false;
                }

                var json = "{" + string.Join(',', query.Columns.Select((c, i) => ValueJson.Quoted(c.Name) + ":" + ValueJson.Of(c.Type, KqlCommand.Read(row, i, c.Type)))) + "}";
                rows.Add(Encoding.UTF8.GetBytes(json));
                bytes += json.Length;
                return true;
            },
            cancellation);
        return rows;
    }

    private static EventRows Answer(KqlQuery query, List<ReadOnlyMemory<byte>> rows, List<string> warnings) =>
        new(rows.ToAsyncEnumerable(), () => { }) { Warnings = warnings, Columns = [.. query.Columns.Select(c => c.Name)] };
}

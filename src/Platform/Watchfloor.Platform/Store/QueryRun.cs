using System.Runtime.CompilerServices;
using DuckDB.NET.Data;
using Watchfloor.Kql;
using Watchfloor.Platform.Store.Files;
using Watchfloor.Platform.Store.Sql;

namespace Watchfloor.Platform.Store;

/// <summary>
/// One query: first the times and places of the wanted rows, file by file with the likeliest first, so that a file that can add nothing is
/// not read; then the rows themselves, some at a time. The wide text of an event is read for rows that are given out and no others.
/// </summary>
internal sealed class QueryRun(EventQuery query, Expression? where, Selection selection, List<FileLease> leases) : IDisposable
{
    private const int RowsAtATime = 2_000;
    private static readonly TimeSpan _interruptEvery = TimeSpan.FromMilliseconds(50);

    private readonly List<Hit> _hits = [];

    /// <summary>What the asker should know.</summary>
    public List<string> Warnings { get; } = [];

    private readonly record struct Hit(long Time, int File, long Row);

    /// <summary>Finds the rows. Blocks; stops when cancelled.</summary>
    public void Find(EventNames names, CancellationToken cancellation)
    {
        var order = Enumerable.Range(0, leases.Count).OrderByDescending(i => query.NewestFirst ? leases[i].File.Facts.Greatest : -leases[i].File.Facts.Least);
        foreach (var index in order)
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsComplete(leases[index].File.Facts)) continue;
            try
            {
                FindIn(index, names, cancellation);
            }
            catch (DuckDBException e) when (!FileTrouble.IsFatal(e) && FileTrouble.IsDamageOnReading(e))
            {
                leases[index].File.MarkDamaged(FileTrouble.Reason(e));
                Warnings.Add(DamageWarning(leases[index].File));
                _hits.RemoveAll(h => h.File == index);
            }
        }
    }

    /// <summary>Reads the rows that were found.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var from = 0; from < _hits.Count; from += RowsAtATime)
        {
            var some = _hits.GetRange(from, Math.Min(RowsAtATime, _hits.Count - from));
            var rows = await QueryThread.RunAsync(() => Read(some, cancellation), cancellation).ConfigureAwait(false);
            foreach (var hit in some) yield return rows[(hit.File, hit.Row)];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var lease in leases) lease.Dispose();
    }

    public static string DamageWarning(DayFile file) => $"{file.Name} cannot be read and is left out: {file.Damage}";

    /// <summary>True when there are enough rows and no row of the file comes before the last of them.</summary>
    private bool IsComplete(FileFacts facts) =>
        query.Time == EventTime.Event && _hits.Count >= query.Limit
        && (query.NewestFirst ? facts.Greatest < _hits[query.Limit - 1].Time : facts.Least > _hits[query.Limit - 1].Time);

    private void FindIn(int index, EventNames names, CancellationToken cancellation)
    {
        var sql = new SqlText(leases[index].File.Facts.Layout);
        var time = query.Time == EventTime.Event ? "time" : "received";
        var conditions = new List<string> { "true" };
        if (query.From is { } from) conditions.Add($"{time} >= {sql.Parameter(from.UtcDateTime)}");
        if (query.To is { } to) conditions.Add($"{time} < {sql.Parameter(to.UtcDateTime)}");
        if (where is not null) conditions.Add(new WhereSql(names, sql).Of(where));
        var way = query.NewestFirst ? "DESC" : "ASC";
        var text = $"SELECT epoch_us({time}), row_id FROM {DayFileSql.View(leases[index].File.Alias)} WHERE {string.Join(" AND ", conditions)}"
            + $" ORDER BY {time} {way}, log_offset {way}, log_index {way} LIMIT {sql.Parameter((long)query.Limit)}";
        Run(leases[index], sql, text, row => _hits.Add(new Hit(row.GetInt64(0), index, row.GetInt64(1))), cancellation);
        var ordered = query.NewestFirst ? _hits.OrderByDescending(h => h.Time) : _hits.OrderBy(h => h.Time);
        var kept = ordered.Take(query.Limit).ToList();
        _hits.Clear();
        _hits.AddRange(kept);
    }

    private Dictionary<(int File, long Row), byte[]> Read(List<Hit> hits, CancellationToken cancellation)
    {
        var rows = new Dictionary<(int, long), byte[]>(hits.Count);
        foreach (var file in hits.GroupBy(h => h.File))
        {
            var sql = new SqlText(leases[file.Key].File.Facts.Layout);
            var list = selection.List(sql);
            var wanted = $"rowid BETWEEN {file.Min(h => h.Row)} AND {file.Max(h => h.Row)} AND rowid IN (SELECT unnest({sql.Parameter(file.Select(h => h.Row).ToList())}))";
            var text = $"SELECT {list} FROM ({DayFileSql.Select(leases[file.Key].File, wanted)})";
            Run(leases[file.Key], sql, text, row => rows[(file.Key, row.GetInt64(0))] = selection.Write(row), cancellation);
        }

        return rows;
    }

    /// <summary>Runs a statement on a file. A cancellation stops it inside the database.</summary>
    public static void Run(FileLease lease, SqlText sql, string text, Action<DuckDBDataReader> each, CancellationToken cancellation)
    {
        using var connection = lease.Hub.Connect();
        using var command = sql.Command(connection, text);
        Run(
            command,
            row =>
            {
                each(row);
                return true;
            },
            cancellation);
    }

    /// <summary>Runs a command until a row is not wanted any more. A cancellation stops it inside the database.</summary>
    public static void Run(DuckDBCommand command, Func<DuckDBDataReader, bool> each, CancellationToken cancellation)
    {
        var gate = new Lock();
        var ended = false;
        // Again and again, because an interrupt that comes before the statement has begun is lost.
        using var stop = new Timer(_ => Interrupt(), null, _interruptEvery, _interruptEvery);
        try
        {
            using var reader = command.ExecuteReader();
            while (reader.Read() && each(reader))
            {
            }
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        finally
        {
            lock (gate) ended = true;
        }

        void Interrupt()
        {
            lock (gate)
                if (!ended && cancellation.IsCancellationRequested)
                    command.Cancel();
        }
    }
}

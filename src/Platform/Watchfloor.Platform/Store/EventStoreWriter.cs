using System.Collections.Concurrent;
using System.Diagnostics;
using DuckDB.NET.Data;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;
using Watchfloor.Platform.Store.Packs;

namespace Watchfloor.Platform.Store;

/// <summary>
/// Writes batches into the day files. The pipeline's thread rents, fills and enqueues batches; a thread of its own commits them, each
/// file's rows together with the file's cursor in one transaction. A batch is never dropped: while the disk is full or gone the writer
/// tries again, and the pipeline waits.
/// </summary>
public sealed class EventStoreWriter : IDisposable
{
    private const long CommitBytes = 64 << 20;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly DayFiles _files;
    private readonly StoreColumns _columns;
    private readonly EventStoreOptions _options;
    private readonly BlockingCollection<StoreBatch> _queue;
    private readonly ConcurrentBag<StoreBatch> _pool = [];
    private readonly ConcurrentQueue<(Action Work, TaskCompletionSource Done)> _quiet = new();
    private readonly CancellationTokenSource _abandon = new();
    private readonly Dictionary<(DateOnly Day, string Retention), FileLease> _open = [];
    private readonly PackWriter _packs;
    private readonly Thread _thread;
    private DuckDBConnection? _connection;
    private EventHub? _hub;
    private int _ended;
    private long _cursor;
    private long _searchableTo;
    private long _rows;
    private volatile string? _trouble;

    internal EventStoreWriter(DayFiles files, StoreColumns columns, EventStoreOptions options)
    {
        _files = files;
        _columns = columns;
        _options = options;
        _packs = new PackWriter(columns.Catalog.Names);
        _queue = new BlockingCollection<StoreBatch>(options.QueueLength);
        _cursor = files.All().Where(f => f.Damage is null).Select(f => f.Facts.AllBefore).DefaultIfEmpty(0).Max();
        _thread = new Thread(Run) { Name = "event store writer", IsBackground = true };
        _thread.Start();
    }

    /// <summary>
    /// The log offset up to which everything is committed. What stands before it need not be read again; what stands behind it must be,
    /// and rows that a file has already are left out. Any thread.
    /// </summary>
    public long Cursor => Volatile.Read(ref _cursor);

    /// <summary>The received time up to which events are searchable, or null when none was committed since the start. Any thread.</summary>
    public DateTimeOffset? SearchableTo => Volatile.Read(ref _searchableTo) is > 0 and var ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    /// <summary>Rows committed since the start. Any thread.</summary>
    public long Rows => Volatile.Read(ref _rows);

    /// <summary>How many batches wait. Any thread.</summary>
    public int Waiting => _queue.Count;

    /// <summary>Why nothing can be written at the moment, or null. Any thread.</summary>
    public string? Trouble => _trouble;

    /// <summary>Called at the writer's fault points, on its thread: for tests that share the process with it.</summary>
    internal Action<string>? AtPoint { get; set; }

    /// <summary>An empty batch to fill. The pipeline's thread.</summary>
    public StoreBatch Rent() => _pool.TryTake(out var batch) ? batch : new StoreBatch(_columns);

    /// <summary>Hands a batch over; waits while the queue is full. The pipeline's thread, batches in the order of the log.</summary>
    public void Enqueue(StoreBatch batch, CancellationToken cancellation) => _queue.Add(batch, cancellation);

    /// <summary>Runs work on the writer's thread, between two commits: no day file is written meanwhile.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, or the writer has ended.</exception>
    public Task WhileQuietAsync(Action work, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _quiet.Enqueue((work, done));
        // Wakes the thread; when there is no room it is awake.
        if (Volatile.Read(ref _ended) == 0) _queue.TryAdd(Rent(), 0, CancellationToken.None);
        else RunQuiet(ended: true);
        return done.Task.WaitAsync(cancellation);
    }

    /// <summary>
    /// Takes back cursors that lie beyond the end of the log, as after its loss. Without it new events would get offsets that the files
    /// believe to have already. Before the first batch.
    /// </summary>
    public void Rewind(long logEnd)
    {
        foreach (var file in _files.All().Where(f => f.Damage is null && f.Facts.NextOffset > logEnd))
        {
            using var lease = _files.TryLease(file);
            if (lease is null) continue;
            using var connection = lease.Hub.Connect();
            var facts = file.Facts with { NextOffset = logEnd, AllBefore = Math.Min(file.Facts.AllBefore, logEnd) };
            DayFileSql.Run(connection, "BEGIN");
            DayFileSql.WriteFacts(connection, file.Alias, facts);
            DayFileSql.Run(connection, "COMMIT");
            file.Facts = facts;
        }

        Volatile.Write(ref _cursor, Math.Min(_cursor, logEnd));
    }

    /// <summary>Commits what was enqueued and ends. While the disk gives errors it does not wait for them to pass: the log has it all.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return;
        _queue.CompleteAdding();
        if (_trouble is not null) _abandon.Cancel();
        while (!_thread.Join(TimeSpan.FromMilliseconds(200)))
            if (_trouble is not null)
                _abandon.Cancel();
        _queue.Dispose();
        _packs.Dispose();
        _abandon.Dispose();
    }

    private void Run()
    {
        var pending = new List<StoreBatch>();
        try
        {
            while (Collect(pending))
            {
                foreach (var target in pending.SelectMany(b => b.Targets).Select(t => (t.Day, t.Retention)).Distinct().ToList()) Write(target, pending);
                Volatile.Write(ref _cursor, Math.Max(_cursor, pending.Max(b => b.NextOffset)));
                Volatile.Write(ref _searchableTo, Math.Max(_searchableTo, pending.Max(b => b.NewestReceivedMs)));
                foreach (var batch in pending)
                {
                    batch.Clear();
                    _pool.Add(batch);
                }

                pending.Clear();
                CloseUnused();
                RunQuiet(ended: false);
            }
        }
        catch (OperationCanceledException)
        {
            // Asked to end while nothing could be written.
        }
        finally
        {
            Forget();
            RunQuiet(ended: true);
        }
    }

    private void RunQuiet(bool ended)
    {
        while (_quiet.TryDequeue(out var next))
        {
            if (ended)
            {
                next.Done.TrySetCanceled();
                continue;
            }

            try
            {
                next.Work();
                next.Done.TrySetResult();
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                next.Done.TrySetException(e);
            }
        }
    }

    /// <summary>Takes batches until a commit is due. False at the end.</summary>
    private bool Collect(List<StoreBatch> pending)
    {
        if (!_queue.TryTake(out var batch, Timeout.Infinite)) return false;
        var since = Stopwatch.GetTimestamp();
        while (true)
        {
            pending.Add(batch);
            var left = _options.CommitInterval - Stopwatch.GetElapsedTime(since);
            var full = pending.Sum(b => b.Count) >= StoreBatch.MaxRows || pending.Sum(b => (long)b.Bytes.Length) >= CommitBytes;
            if (full || left <= TimeSpan.Zero || !_queue.TryTake(out batch, left)) return true;
        }
    }

    /// <summary>Writes the rows of one file, as often as it takes.</summary>
    private void Write((DateOnly Day, string Retention) target, List<StoreBatch> batches)
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                Commit(LeaseFor(target), target, batches);
                _trouble = null;
                return;
            }
            catch (Exception e) when (e is DuckDBException or EventStoreException or IOException or InvalidDataException or UnauthorizedAccessException)
            {
                _trouble = FileTrouble.Reason(e);
                Recover(target, e);
                _abandon.Token.WaitHandle.WaitOne(pause);
                _abandon.Token.ThrowIfCancellationRequested();
            }
        }
    }

    private void Commit(FileLease lease, (DateOnly Day, string Retention) target, List<StoreBatch> batches)
    {
        var file = lease.File;
        var facts = file.Facts;
        var names = new NameSet();
        var written = 0L;
        if (_connection is null || _hub != lease.Hub)
        {
            _connection?.Dispose();
            (_hub, _connection) = (lease.Hub, lease.Hub.Connect());
        }

        DayFileSql.Run(_connection, "BEGIN");
        var packs = new List<PackPlace>();
        var kinds = file.Kinds ??= DayFileSql.ReadKinds(_connection, file.Alias);
        if (kinds.Next - kinds.First > EventKinds.Most) kinds.Clear();
        var firstKind = kinds.Next;
        using (var appender = new ChunkAppender(_connection, file.Alias))
        {
            foreach (var batch in batches)
            {
                var index = IndexOf(batch, target);
                if (index < 0) continue;
                var rows = RowsOf(batch, index, facts.NextOffset);
                if (rows.Length == 0) continue;
                var kindOf = KindsOf(batch, rows, kinds);
                for (var from = 0; from < rows.Length; from += PackWriter.MaxRows)
                {
                    var some = rows.AsSpan(from, Math.Min(rows.Length - from, PackWriter.MaxRows));
                    var pack = _packs.Make(batch.Cells, batch.Times, some);
                    file.Packs!.Write(pack, facts.PackBytes);
                    appender.Append(batch, some, kindOf, file.Packs.Count + packs.Count, 0);
                    packs.Add(new PackPlace(facts.PackBytes, 0));
                    facts = facts with { PackBytes = facts.PackBytes + pack.Length };
                }

                written += rows.Length;
                var brought = batch.Targets[index];
                facts = facts with { Rows = facts.Rows + rows.Length, Least = Math.Min(facts.Least, brought.Least), Greatest = Math.Max(facts.Greatest, brought.Greatest) };
                foreach (var id in brought.Names.Ids())
                    if (file.Names?.Contains(id) != true)
                        names.Add(id);
            }

            appender.Complete();
        }

        if (written == 0)
        {
            DayFileSql.Run(_connection, "ROLLBACK");
            return;
        }

        facts = facts with { NextOffset = Math.Max(facts.NextOffset, batches.Max(b => b.NextOffset)), AllBefore = _cursor };
        var added = names.Ids().Select(id => _files.Names[id]).ToList();
        if (added.Count > 0) DayFileSql.AddNames(_connection, file.Alias, added);
        DayFileSql.AddKinds(_connection, file.Alias, kinds, firstKind);
        DayFileSql.AddPacks(_connection, file.Alias, file.Packs!.Count, packs);
        DayFileSql.WriteFacts(_connection, file.Alias, facts);
        // What the rows refer to is on the disk before they are.
        file.Packs.Flush();
        Point("store.before-commit");
        DayFileSql.Run(_connection, "COMMIT");
        Point("store.after-commit");
        file.Packs.Add(packs);
        file.Facts = facts;
        file.Names = Union(file.Names, names);
        Volatile.Write(ref _rows, _rows + written);
    }

    /// <summary>For each kind of the batch that occurs in the rows, its number in the file.</summary>
    private static int[] KindsOf(StoreBatch batch, ReadOnlySpan<int> rows, EventKinds kinds)
    {
        var numbers = new int[batch.Kinds.Next];
        Array.Fill(numbers, -1);
        foreach (var row in rows)
        {
            var kind = batch.KindOfRow[row];
            if (numbers[kind] < 0) numbers[kind] = kinds.NumberOf(batch.Kinds[kind]);
        }

        return numbers;
    }

    private static int IndexOf(StoreBatch batch, (DateOnly Day, string Retention) target)
    {
        for (var i = 0; i < batch.Targets.Count; i++)
            if (batch.Targets[i].Day == target.Day && batch.Targets[i].Retention == target.Retention)
                return i;
        return -1;
    }

    /// <summary>The rows of a batch that belong to a file and that it does not have yet, like ones together.</summary>
    private static int[] RowsOf(StoreBatch batch, int target, long from)
    {
        var order = new List<ulong>(batch.Count);
        for (var row = 0; row < batch.Count; row++)
            if (batch.TargetOfRow[row] == target && batch.Offsets[row] >= from)
                order.Add(batch.Order[row]);
        order.Sort();
        return [.. order.Select(place => (int)(place & EventId.MaxIndex))];
    }

    /// <summary>A new set, because readers look at the old one.</summary>
    private static NameSet Union(NameSet? known, NameSet added)
    {
        var all = new NameSet();
        foreach (var id in (known?.Ids() ?? []).Concat(added.Ids())) all.Add(id);
        return all;
    }

    private FileLease LeaseFor((DateOnly Day, string Retention) target)
    {
        while (true)
        {
            if (_open.TryGetValue(target, out var lease))
            {
                if (lease.File is { Damage: null, IsGone: false }) return lease;
                lease.Dispose();
                _open.Remove(target);
            }

            lease = _files.TryLease(_files.ForWriting(target.Day, target.Retention));
            if (lease is not null) _open.Add(target, lease);
        }
    }

    /// <summary>Makes a new attempt start from what the file says, because the outcome of the last one is not known.</summary>
    private void Recover((DateOnly Day, string Retention) target, Exception error)
    {
        _connection?.Dispose();
        _connection = null;
        var hub = _open.TryGetValue(target, out var lease) ? lease.Hub : null;
        try
        {
            if (lease is not null && FileTrouble.IsDamageOnReading(error)) lease.File.MarkDamaged(FileTrouble.Reason(error));
            if (lease is { File.Damage: null } && !FileTrouble.IsFatal(error)) lease.Refresh();
        }
        catch (Exception e) when (e is DuckDBException or InvalidDataException)
        {
            error = e;
        }

        if (hub is null || !FileTrouble.IsFatal(error)) return;
        Forget();
        _files.Replace(hub, _abandon.Token);
    }

    private void CloseUnused()
    {
        if (_open.Count <= 1) return;
        var newest = _open.Keys.Max(k => k.Day);
        foreach (var key in _open.Keys.Where(k => k.Day < newest.AddDays(-1)).ToList())
        {
            _open[key].Dispose();
            _open.Remove(key);
        }
    }

    private void Forget()
    {
        _connection?.Dispose();
        _connection = null;
        foreach (var lease in _open.Values) lease.Dispose();
        _open.Clear();
    }

    private void Point(string name)
    {
        AtPoint?.Invoke(name);
        FaultPoint.Hit(name);
    }
}

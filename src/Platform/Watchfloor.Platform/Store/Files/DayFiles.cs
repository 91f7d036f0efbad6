using Watchfloor.Events;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Packs;

namespace Watchfloor.Platform.Store.Files;

/// <summary>
/// All day files of an events folder: opens those that are asked for, closes those that idle, lists the damaged ones, deletes those
/// that expired. Any thread.
/// </summary>
internal sealed class DayFiles : IDisposable
{
    private const string Unfinished = ".new";

    private readonly string _folder;
    private readonly FieldNames _names;
    private readonly TimeProvider _time;
    private readonly EventStoreOptions _options;
    private readonly Lock _gate = new();
    private readonly List<DayFile> _files = [];
    private readonly PackShelf _shelf;
    private EventHub _hub;
    private int _leases;

    private DayFiles(string folder, FieldNames names, EventStoreOptions options, TimeProvider time)
    {
        _folder = folder;
        _names = names;
        _options = options;
        _time = time;
        _shelf = new PackShelf(options.PackBytes);
        _hub = new EventHub(folder, options, _shelf);
    }

    /// <summary>Opens a folder. Files that were closed properly are known by their sidecars; others are opened now, which reads their log.</summary>
    public static DayFiles Open(string folder, FieldNames names, EventStoreOptions options, TimeProvider time)
    {
        Directory.CreateDirectory(folder);
        if (Directory.Exists(Path.Combine(folder, "tmp"))) Directory.Delete(Path.Combine(folder, "tmp"), recursive: true);
        foreach (var left in Directory.GetFiles(folder, $"*{DayFileName.Ending}{Unfinished}*")) File.Delete(left);
        var files = new DayFiles(folder, names, options, time);
        foreach (var path in Directory.GetFiles(folder, "*" + DayFileName.Ending).Order(StringComparer.Ordinal))
        {
            if (!DayFileName.TryParse(Path.GetFileName(path), out var name)) continue;
            var file = new DayFile(name, folder);
            files._files.Add(file);
            if (Sidecar.Read(path) is { } sidecar) (file.Facts, file.Damage) = (sidecar.Facts, sidecar.Damage);
            else files.TryLease(file)?.Dispose();
        }

        return files;
    }

    /// <summary>Where the files lie.</summary>
    public string Folder => _folder;

    /// <summary>The field names of all files.</summary>
    public FieldNames Names => _names;

    /// <summary>A connection of its own to the database that the open files are attached to.</summary>
    public DuckDB.NET.Data.DuckDBConnection Connect()
    {
        lock (_gate) return _hub.Connect();
    }

    /// <summary>The files, oldest day first.</summary>
    public IReadOnlyList<DayFile> All()
    {
        lock (_gate) return [.. _files.OrderBy(f => f.Name.Day).ThenBy(f => f.Name.Retention, StringComparer.Ordinal).ThenBy(f => f.Name.Generation)];
    }

    /// <summary>Opens a file for use; null when it is damaged or gone.</summary>
    /// <exception cref="Exception">The world outside does not play along: no space, no right, too many files.</exception>
    public FileLease? TryLease(DayFile file)
    {
        EventHub hub;
        lock (_gate)
        {
            hub = _hub;
            _leases++;
        }

        var leased = false;
        try
        {
            lock (file.Gate)
            {
                if (file.IsGone || file.Damage is not null || (!file.IsOpen && !Attach(file, hub))) return null;
                file.Leases++;
                leased = true;
                return new FileLease(this, file, hub);
            }
        }
        finally
        {
            if (!leased) Release();
        }
    }

    /// <summary>The file that rows of a day and class go to: the newest that is not damaged nor of an older layout, else a new one.</summary>
    public DayFile ForWriting(DateOnly day, string retention)
    {
        lock (_gate)
        {
            var known = _files.Where(f => f.Name.Day == day && f.Name.Retention == retention).ToList();
            var sound = known.Where(f => f.Damage is null && !f.IsGone).ToList();
            if (sound.Where(f => f.Facts.Layout == EventColumns.Layout).MaxBy(f => f.Name.Generation) is { } file) return file;
            file = new DayFile(new DayFileName(day, retention, known.Count == 0 ? 1 : known.Max(f => f.Name.Generation) + 1), _folder);
            // A file of an older layout is not written any more; what it has need not come again.
            Make(file, sound.Select(f => f.Facts.NextOffset).DefaultIfEmpty(0).Max());
            _files.Add(file);
            return file;
        }
    }

    /// <summary>Closes files that nobody has used for a while.</summary>
    public void CloseIdle()
    {
        foreach (var file in All())
        {
            lock (file.Gate)
            {
                if (file.IsOpen && file.Leases == 0 && _time.GetElapsedTime(file.LastUsed) >= _options.IdleFile) Detach(file);
            }
        }
    }

    /// <summary>Deletes a file, now or when its last user has finished.</summary>
    public void Delete(DayFile file)
    {
        lock (_gate) _files.Remove(file);
        lock (file.Gate)
        {
            file.IsGone = true;
            if (file.Leases == 0) Remove(file);
        }
    }

    /// <summary>
    /// Puts the small packs of a file together, which came when few events did. Queries go on meanwhile. One thread at a time.
    /// </summary>
    /// <returns>False when the file cannot be opened.</returns>
    public bool Tidy(DayFile file, PackMerger merger)
    {
        using var lease = TryLease(file);
        if (lease is null) return false;
        using var connection = lease.Hub.Connect();
        var before = file.Facts;
        var merged = merger.Merge(connection, file);
        var facts = merged is null ? before with { IsTidy = true } : before with { IsTidy = true, PackFile = before.PackFile + 1, PackBytes = merged.Value.Bytes };
        DayFileSql.Run(connection, "BEGIN");
        if (merged is not null) DayFileSql.ReplacePacks(connection, file.Alias, merged.Value.Places);
        DayFileSql.WriteFacts(connection, file.Alias, facts);
        DayFileSql.Run(connection, "COMMIT");
        lock (file.Gate)
        {
            file.Facts = facts;
            if (merged is null) return true;
            file.OldPacks.Add((file.Packs!, file.FirstPack));
            file.Packs = PackFile.Open(file.PacksPath, merged.Value.Places, facts.PackBytes);
            file.FirstPack = _shelf.Add(file.Packs);
            DayFileSql.CreateView(connection, file);
            File.Delete(file.PacksPathOf(before.PackFile));
            return true;
        }
    }

    /// <summary>
    /// Opens a new instance in the place of one that refuses all work. Whoever uses the old one fails and ends its lease; this waits for
    /// them, because two instances must not have a file open at once.
    /// </summary>
    public void Replace(EventHub lost, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            lock (_gate)
            {
                if (_hub != lost) return;
                if (_leases == 0)
                {
                    lost.Dispose();
                    _hub = new EventHub(_folder, _options, _shelf);
                    foreach (var file in _files) Close(file);
                    return;
                }
            }

            cancellation.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in All())
        {
            lock (file.Gate)
            {
                if (file.IsOpen) Detach(file);
            }
        }

        _hub.Dispose();
    }

    internal void End(DayFile file)
    {
        lock (file.Gate)
        {
            file.LastUsed = _time.GetTimestamp();
            if (--file.Leases == 0 && file.IsGone) Remove(file);
        }

        Release();
    }

    private void Release()
    {
        lock (_gate) _leases--;
    }

    private bool Attach(DayFile file, EventHub hub)
    {
        var attached = false;
        using var connection = hub.Connect();
        try
        {
            DayFileSql.Attach(connection, file.Path, file.Alias);
            attached = true;
            file.Facts = DayFileSql.ReadFacts(connection, file.Alias);
            file.Names = DayFileSql.ReadNames(connection, file.Alias, _names);
            RemoveLeftPacks(file);
            if (file.Facts.Layout > 1) file.Packs = PackFile.Open(file.PacksPath, DayFileSql.ReadPacks(connection, file.Alias), file.Facts.PackBytes);
            file.FirstPack = file.Packs is null ? 0 : _shelf.Add(file.Packs);
            DayFileSql.CreateView(connection, file);
            return file.IsOpen = true;
        }
        catch (Exception e) when (!FileTrouble.IsFatal(e) && FileTrouble.IsDamageOnOpening(e))
        {
            file.Damage = FileTrouble.Reason(e);
            if (attached) TryDetach(file, hub);
            Close(file);
            Sidecar.Write(file.Path, FileFacts.Empty, file.Damage);
            return false;
        }
    }

    private void Detach(DayFile file)
    {
        TryDetach(file, _hub);
        Close(file);
        Sidecar.Write(file.Path, file.Facts, file.Damage);
    }

    private void Close(DayFile file)
    {
        file.IsOpen = false;
        file.Kinds = null;
        if (file.Packs is null) return;
        foreach (var (packs, first) in file.OldPacks.Append((file.Packs, file.FirstPack)))
        {
            _shelf.Remove(first);
            packs.Dispose();
        }

        file.OldPacks.Clear();
        file.Packs = null;
    }

    /// <summary>Deletes files of packs that are not in force: a crash left them while they were put together.</summary>
    private void RemoveLeftPacks(DayFile file)
    {
        foreach (var path in Directory.GetFiles(_folder, Path.GetFileName(file.PacksPathOf(0)) + "*"))
            if (path != file.PacksPath)
                File.Delete(path);
    }

    /// <summary>A file that cannot be brought up to date keeps its log, which is read when it is opened again.</summary>
    private static void TryDetach(DayFile file, EventHub hub)
    {
        try
        {
            using var connection = hub.Connect();
            DayFileSql.DropView(connection, file.Alias);
            DayFileSql.Detach(connection, file.Alias);
        }
        catch (Exception e) when (e is DuckDB.NET.Data.DuckDBException or EventStoreException)
        {
            // Nothing is lost: what was committed stands in the write-ahead log.
        }
    }

    /// <summary>Makes a file aside and then gives it its name, so that a crash leaves none without tables.</summary>
    private void Make(DayFile file, long nextOffset)
    {
        var aside = file.Path + Unfinished;
        // What an attempt on a full disk left behind is no database.
        foreach (var left in new[] { aside, aside + ".wal" }) File.Delete(left);
        using (var connection = _hub.Connect())
        {
            DayFileSql.Attach(connection, aside, file.Alias + Unfinished);
            try
            {
                DayFileSql.Create(connection, file.Alias + Unfinished, nextOffset);
            }
            finally
            {
                DayFileSql.Detach(connection, file.Alias + Unfinished);
            }
        }

        File.Move(aside, file.Path);
        DurableFile.SyncFolder(_folder);
    }

    private void Remove(DayFile file)
    {
        if (file.IsOpen) TryDetach(file, _hub);
        Close(file);
        foreach (var path in new[] { Sidecar.PathOf(file.Path), file.Path + ".wal", file.PacksPath, file.Path }) File.Delete(path);
    }
}

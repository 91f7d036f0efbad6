using Watchfloor.Events;
using Watchfloor.Platform.Ledger.Proof;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Store;
using Watchfloor.Platform.Store.Retention;

namespace Watchfloor.Platform.Backup;

/// <summary>Restores a backup for a try, and looks whether all that it should hold is there and sound.</summary>
public static class BackupDrill
{
    /// <summary>Runs a drill.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="folder">A folder that is empty or not there; what was restored stays in it.</param>
    /// <param name="schemas">The tables of every room.</param>
    /// <param name="catalog">What is known of events.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static async Task<DrillReport> RunAsync(Stream backup, string folder, IReadOnlyList<StateSchema> schemas, EventCatalog catalog, TimeProvider time, CancellationToken cancellation)
    {
        var report = new DrillReport();
        try
        {
            await Backups.RestoreAsync(backup, folder, null, schemas, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is InvalidDataException or StateException)
        {
            report.Add("backup", isWell: false, e.Message);
            return report;
        }

        report.Add("backup", isWell: true, "whole, and it fits this program");
        using var data = DataDirectory.Open(folder);
        await CheckStateAsync(report, data, schemas, time, cancellation).ConfigureAwait(false);
        using var store = EmbeddedEventStore.Open(data.Events, catalog, new EventStoreOptions(), time);
        await CheckEventsAsync(report, store, cancellation).ConfigureAwait(false);
        await CheckHoldsAsync(report, new LegalHolds(data.Evidence, store, time), cancellation).ConfigureAwait(false);
        await CheckLogAsync(report, data, time).ConfigureAwait(false);
        return report;
    }

    private static async Task CheckStateAsync(DrillReport report, DataDirectory data, IReadOnlyList<StateSchema> schemas, TimeProvider time, CancellationToken cancellation)
    {
        var path = Path.Combine(data.State, "watchfloor.db");
        try
        {
            report.Add("state", isWell: true, await StateInspection.LookAsync(path, cancellation).ConfigureAwait(false));
            await using var state = await StateDatabase.OpenAsync(path, schemas, cancellation).ConfigureAwait(false);
            using var key = LedgerKey.OpenOrCreate(data);
            var verdict = await VerifyAsync(new LedgerExporter(state, key, time), key, data, cancellation).ConfigureAwait(false);
            report.Entries = verdict.To;
            report.Add("ledger", verdict.Fault is null, verdict.Fault ?? $"{verdict.To} entries, and the proof holds");
        }
        catch (Exception e) when (e is StateException or InvalidDataException)
        {
            report.Add("state", isWell: false, e.Message);
        }
    }

    private static async Task<LedgerVerdict> VerifyAsync(LedgerExporter exporter, LedgerKey key, DataDirectory data, CancellationToken cancellation)
    {
        var prepared = await exporter.PrepareAsync(null, null, cancellation).ConfigureAwait(false);
        if (!prepared.TryGet(out var head, out var error)) return new LedgerVerdict { Fault = error.Message };
        Directory.CreateDirectory(Path.Combine(data.Root, "run"));
        await using var export = new FileStream(Path.Combine(data.Root, "run", "drill.wfl"), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        await exporter.WriteAsync(head, export, cancellation).ConfigureAwait(false);
        export.Position = 0;
        return await LedgerVerifier.VerifyAsync(export, key.PublicKey, null, cancellation).ConfigureAwait(false);
    }

    /// <summary>Each day is read, not only opened: damage shows where it is.</summary>
    private static async Task CheckEventsAsync(DrillReport report, EmbeddedEventStore store, CancellationToken cancellation)
    {
        var faults = new List<string>();
        foreach (var file in store.Files())
        {
            var from = new DateTimeOffset(file.Day, TimeOnly.MinValue, TimeSpan.Zero);
            var query = new EventQuery { From = from, To = from.AddDays(1), Time = EventTime.Received, Columns = ["raw", "fields"], Limit = EventQuery.MaxLimit, NewestFirst = false };
            if (file.Damage is not null || !(await store.QueryAsync(query, cancellation).ConfigureAwait(false)).TryGet(out var rows, out _)) continue;
            await using (rows.ConfigureAwait(false))
                await foreach (var _ in rows.Rows.WithCancellation(cancellation).ConfigureAwait(false))
                {
                }
        }

        // Reading marks what is damaged.
        var files = store.Files();
        faults.AddRange(files.Where(f => f.Damage is not null).Select(f => $"{f.Name}: {f.Damage}"));
        report.Events = files.Where(f => f.Damage is null).Sum(f => f.Rows);
        report.Add("events", faults.Count == 0, faults.Count == 0 ? $"{report.Events} in {files.Count} day files, each read" : string.Join("; ", faults));
    }

    private static async Task CheckHoldsAsync(DrillReport report, LegalHolds holds, CancellationToken cancellation)
    {
        using (holds)
        {
            var all = holds.All();
            var faults = new List<string>();
            foreach (var hold in all)
            {
                var opened = await holds.OpenAsync(hold.Name, cancellation).ConfigureAwait(false);
                if (opened.TryGet(out var rows, out var error)) await rows.DisposeAsync().ConfigureAwait(false);
                else faults.Add(error.Message);
            }

            report.Add("legal holds", faults.Count == 0, faults.Count == 0 ? $"{all.Count}, and each copy is what was copied" : string.Join("; ", faults));
        }
    }

    private static async Task CheckLogAsync(DrillReport report, DataDirectory data, TimeProvider time)
    {
        await using var log = SegmentLog.Open(data.Log, new EventLogOptions(), time, 0);
        using var reader = log.Read(log.Start);
        var entries = 0L;
        while (reader.TryRead(out _)) entries++;
        report.Add("log", log.Damage.Count == 0, log.Damage.Count == 0 ? $"{entries} entries for the next start to look through" : log.Damage[0].Reason);
    }
}

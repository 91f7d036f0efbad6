using Watchfloor.Platform.Health;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Backup;

/// <summary>
/// Backs up a data directory while its server runs or not. The order makes the copies fit together: first what tells where to begin, then the
/// state, then the day files, and the log last, so that everything is behind the log's copy and a restart replays the rest.
/// </summary>
/// <param name="data">The data directory.</param>
/// <param name="state">The state.</param>
/// <param name="quiet">Runs work while no day file is being written.</param>
/// <param name="time">The clock.</param>
internal sealed class DataBackup(DataDirectory data, StateDatabase state, Func<Action, CancellationToken, Task> quiet, TimeProvider time)
{
    private const string Checkpoint = "checkpoint";

    /// <summary>Writes a backup.</summary>
    public async Task WriteAsync(Stream to, CancellationToken cancellation)
    {
        // Segments that the running server gives up meanwhile stay readable through these.
        var segments = new SortedDictionary<string, FileStream>(StringComparer.Ordinal);
        var temporary = Directory.CreateDirectory(Path.Combine(data.Root, "run", "backup-" + Guid.NewGuid().ToString("N")));
        try
        {
            OpenSegments(segments);
            await using var writer = new BackupWriter(to);
            await writer.WriteManifestAsync(new BackupManifest(BackupFile.Format, HealthMonitor.Version, time.GetUtcNow()), cancellation).ConfigureAwait(false);
            await FileAsync(writer, Path.Combine(data.Log, Checkpoint), cancellation).ConfigureAwait(false);
            await FolderAsync(writer, data.Keys, cancellation).ConfigureAwait(false);
            await FolderAsync(writer, data.Content, cancellation).ConfigureAwait(false);
            foreach (var name in new[] { "instance", "watchfloor.yaml" }) await FileAsync(writer, Path.Combine(data.Root, name), cancellation).ConfigureAwait(false);
            await StateAsync(writer, temporary.FullName, cancellation).ConfigureAwait(false);
            await EventsAsync(writer, temporary.FullName, cancellation).ConfigureAwait(false);
            await FolderAsync(writer, data.Evidence, cancellation).ConfigureAwait(false);
            OpenSegments(segments);
            foreach (var (name, segment) in segments) await writer.WriteAsync("log/" + name, segment, cancellation).ConfigureAwait(false);
            await writer.CompleteAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            foreach (var segment in segments.Values) await segment.DisposeAsync().ConfigureAwait(false);
            temporary.Delete(recursive: true);
        }
    }

    private async Task StateAsync(BackupWriter writer, string temporary, CancellationToken cancellation)
    {
        await using var dump = new FileStream(Path.Combine(temporary, "state"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        await StateDump.WriteAsync(state, dump, cancellation).ConfigureAwait(false);
        await dump.FlushAsync(cancellation).ConfigureAwait(false);
        dump.Position = 0;
        await writer.WriteAsync(BackupFile.State, dump, cancellation).ConfigureAwait(false);
    }

    /// <summary>Files of today and yesterday are copied while the writer rests, with what it has not folded into them; older ones no longer change.</summary>
    private async Task EventsAsync(BackupWriter writer, string temporary, CancellationToken cancellation)
    {
        var today = time.GetUtcNow().UtcDateTime.Date;
        string[] recent = [.. new[] { today, today.AddDays(-1), today.AddDays(1) }.Select(d => d.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture))];
        bool IsRecent(FileInfo file) => recent.Any(r => file.Name.StartsWith(r, StringComparison.Ordinal)) || file.Name.EndsWith(".wal", StringComparison.Ordinal);
        var copies = Directory.CreateDirectory(Path.Combine(temporary, "events"));
        await quiet(
            () =>
            {
                foreach (var file in new DirectoryInfo(data.Events).EnumerateFiles())
                    if (IsRecent(file) || File.Exists(file.FullName + ".wal"))
                        file.CopyTo(Path.Combine(copies.FullName, file.Name));
            },
            cancellation).ConfigureAwait(false);
        foreach (var copy in copies.EnumerateFiles().OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            await OneAsync(writer, "events/" + copy.Name, copy.FullName, cancellation).ConfigureAwait(false);
        }

        foreach (var file in new DirectoryInfo(data.Events).EnumerateFiles().OrderBy(f => f.Name, StringComparer.Ordinal))
            if (!File.Exists(Path.Combine(copies.FullName, file.Name)) && !IsRecent(file))
                await FileAsync(writer, file.FullName, cancellation).ConfigureAwait(false);
    }

    private void OpenSegments(SortedDictionary<string, FileStream> segments)
    {
        foreach (var file in new DirectoryInfo(data.Log).EnumerateFiles("*.wlog"))
            if (!segments.ContainsKey(file.Name))
                segments.Add(file.Name, new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
    }

    private async Task FolderAsync(BackupWriter writer, string folder, CancellationToken cancellation)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)) await FileAsync(writer, file, cancellation).ConfigureAwait(false);
    }

    private Task FileAsync(BackupWriter writer, string path, CancellationToken cancellation) => OneAsync(writer, Path.GetRelativePath(data.Root, path), path, cancellation);

    private static async Task OneAsync(BackupWriter writer, string name, string path, CancellationToken cancellation)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Retention took it away, a hold has just come into force or ended, or it was never there.
            return;
        }

        await using (file.ConfigureAwait(false)) await writer.WriteAsync(name, file, cancellation).ConfigureAwait(false);
    }
}

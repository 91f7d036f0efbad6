using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Watchfloor.Platform.State;
using ZstdSharp;

namespace Watchfloor.Platform.Backup;

/// <summary>Makes a data directory from a backup. Nothing counts until every sum has been checked: then the folder gets its version file.</summary>
internal static class DataRestore
{
    /// <summary>Restores a backup.</summary>
    /// <param name="from">The backup.</param>
    /// <param name="folder">The new data directory: empty or not there.</param>
    /// <param name="connection">The state database to fill; null: SQLite in the directory.</param>
    /// <param name="schemas">The tables of every room.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="InvalidDataException">It is no backup, damaged, torn, or of a newer program; or the folder is not empty.</exception>
    public static async Task ReadAsync(Stream from, string folder, string? connection, IReadOnlyList<StateSchema> schemas, CancellationToken cancellation)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new InvalidDataException($"{folder} is not empty; restore into a new folder");
        using var data = DataDirectory.Open(folder);
        var version = Path.Combine(data.Root, "version");
        File.Move(version, version + ".restoring");
        try
        {
            await UnpackAsync(from, data, cancellation).ConfigureAwait(false);
            var dump = Path.Combine(data.Root, BackupFile.State);
            await using (var rows = File.OpenRead(dump)) await StateDump.ReadAsync(rows, connection ?? Path.Combine(data.State, "watchfloor.db"), schemas, cancellation).ConfigureAwait(false);
            File.Delete(dump);
        }
        catch (Exception e) when (e is ZstdException or JsonException or FormatException or EndOfStreamException or FileNotFoundException)
        {
            throw new InvalidDataException("it is no backup, or damaged: " + e.Message, e);
        }

        File.Move(version + ".restoring", version);
        DurableFile.SyncFolder(data.Root);
    }

    private static async Task UnpackAsync(Stream from, DataDirectory data, CancellationToken cancellation)
    {
        using var unpacked = new DecompressionStream(from);
        await using var tar = new TarReader(unpacked);
        var sums = new StringBuilder();
        var isWhole = false;
        while (await tar.GetNextEntryAsync(copyData: false, cancellation).ConfigureAwait(false) is { } entry)
        {
            if (sums.Length == 0 && entry.Name != BackupFile.Manifest) throw new InvalidDataException("it is no backup of Watchfloor");
            if (entry.Name == BackupFile.Sums)
            {
                using var reader = new StreamReader(entry.DataStream ?? Stream.Null);
                if (await reader.ReadToEndAsync(cancellation).ConfigureAwait(false) != sums.ToString()) throw new InvalidDataException("its sums do not agree: the backup is damaged");
                isWhole = true;
                break;
            }

            var path = entry.Name == BackupFile.Manifest ? null : Target(data, entry);
            var sum = await CopyAsync(entry, path, cancellation).ConfigureAwait(false);
            sums.Append(sum).Append("  ").Append(entry.Name).Append('\n');
        }

        if (!isWhole) throw new InvalidDataException("it ends too early: the backup is torn");
    }

    private static async Task<string> CopyAsync(TarEntry entry, string? path, CancellationToken cancellation)
    {
        var content = new MemoryStream();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (path is not null) Directory.CreateDirectory(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using Stream to = path is null
            ? content
            : new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        var buffer = new byte[1 << 16];
        while (entry.DataStream is { } data && await data.ReadAsync(buffer, cancellation).ConfigureAwait(false) is var read and > 0)
        {
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
        }

        if (path is null) CheckManifest(content);
        if (to is FileStream file) file.Flush(flushToDisk: true);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void CheckManifest(MemoryStream content)
    {
        var manifest = JsonSerializer.Deserialize(content.ToArray(), BackupJson.Default.BackupManifest);
        if (manifest is null || manifest.Format > BackupFile.Format) throw new InvalidDataException($"it was written by a newer Watchfloor ({manifest?.Version}); use that");
    }

    /// <summary>Where an entry belongs: a plain file below the data directory, nothing else.</summary>
    private static string Target(DataDirectory data, TarEntry entry)
    {
        var path = Path.GetFullPath(Path.Combine(data.Root, entry.Name));
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !path.StartsWith(data.Root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new InvalidDataException($"the entry '{entry.Name}' is none that a backup has");
        return path;
    }
}

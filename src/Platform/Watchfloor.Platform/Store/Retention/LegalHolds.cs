using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Retention;
using Watchfloor.Platform.Store.Columns;
using ZstdSharp;

namespace Watchfloor.Platform.Store.Retention;

/// <summary>
/// Legal holds: events that must outlive their retention. Placing a hold copies the events that meet its filter into a folder of their own,
/// and keeps the day files of its range from expiring until it is lifted.
/// </summary>
public sealed class LegalHolds(string evidence, IEventStore store, TimeProvider time) : IDisposable
{
    private const string EventsFile = "events.ndjson.zst";
    private const string ManifestFile = "manifest.json";

    // A name has no dot, so a folder with one of these is never taken for a hold.
    private const string Begun = ".new";
    private const string Ended = ".lifted";

    /// <summary>All that is known of an event, and the record as it was received.</summary>
    private static readonly string[] Copied = ["id", .. EventColumns.All.Select(c => c.Name).Where(n => !n.StartsWith("log_", StringComparison.Ordinal) || n == "log_source"), "raw"];

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Places a hold.</summary>
    /// <param name="name">Its name: 1 to 64 letters, digits, dashes.</param>
    /// <param name="query">Which events; its range must have both ends.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellation">Gives up; nothing is left behind.</param>
    public async Task<Result<LegalHold>> PlaceAsync(string name, EventQuery query, string reason, CancellationToken cancellation)
    {
        if (!IsName(name)) return CommonErrors.Invalid("name", "A hold is named by 1 to 64 letters, digits and dashes.");
        if (string.IsNullOrWhiteSpace(reason)) return CommonErrors.Invalid("reason", "A hold needs a reason.");
        if (query.From is not { } from || query.To is not { } to) return CommonErrors.Invalid("from", "A hold needs from and to.");
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        var folder = Path.Combine(evidence, name);
        try
        {
            if (Directory.Exists(folder)) return new Error(ErrorKind.Conflict, "hold.exists", $"There is a hold {name} already.") { Field = "name" };
            Delete(folder + Begun);
            Delete(folder + Ended);
            var answer = await store.QueryAsync(query with { Time = EventTime.Received, Columns = Copied, Limit = EventQuery.MaxLimit, NewestFirst = false }, cancellation).ConfigureAwait(false);
            if (!answer.TryGet(out var rows, out var error)) return error;
            Directory.CreateDirectory(folder + Begun);
            await using (rows.ConfigureAwait(false))
            {
                var (count, hash) = await CopyAsync(rows, Path.Combine(folder + Begun, EventsFile), cancellation).ConfigureAwait(false);
                if (count == EventQuery.MaxLimit) return CommonErrors.Invalid("where", $"A hold copies at most {EventQuery.MaxLimit - 1} events; make several of shorter ranges.");
                var placed = time.GetUtcNow();
                var hold = new LegalHold
                {
                    Id = Guid.CreateVersion7(placed).ToString(),
                    Name = name,
                    Reason = reason,
                    From = from,
                    To = to,
                    Where = query.Where,
                    Placed = placed,
                    Events = count,
                    Sha256 = hash,
                    Warnings = rows.Warnings,
                };
                DurableFile.Replace(Path.Combine(folder + Begun, ManifestFile), JsonSerializer.SerializeToUtf8Bytes(hold, HoldsJson.Default.LegalHold));
                Directory.Move(folder + Begun, folder);
                DurableFile.SyncFolder(evidence);
                return hold;
            }
        }
        finally
        {
            Delete(folder + Begun);
            _one.Release();
        }
    }

    /// <summary>The holds in force, by name.</summary>
    public IReadOnlyList<LegalHold> All() =>
        !Directory.Exists(evidence) ? [] :
        [
            .. Directory.GetDirectories(evidence).Where(folder => IsName(Path.GetFileName(folder))).Select(folder => Path.Combine(folder, ManifestFile)).Where(File.Exists)
                .Select(file => JsonSerializer.Deserialize(File.ReadAllBytes(file), HoldsJson.Default.LegalHold)).OfType<LegalHold>().OrderBy(h => h.Name, StringComparer.Ordinal),
        ];

    /// <summary>The hold of a name, or null.</summary>
    public LegalHold? Find(string name) => All().FirstOrDefault(h => h.Name == name);

    /// <summary>Opens the events that a hold has copied: a line of JSON each, once it is sure that they are those that were copied.</summary>
    /// <returns>The lines; or that there is no such hold, or that its file has been changed.</returns>
    public async Task<Result<EventRows>> OpenAsync(string name, CancellationToken cancellation)
    {
        if (Find(name) is not { } hold) return CommonErrors.NotFound("legal hold", name);
        FileStream file;
        try
        {
            file = File.OpenRead(Path.Combine(evidence, name, EventsFile));
        }
        catch (IOException e)
        {
            return Damaged(name, e.Message);
        }

        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
        if (hash == hold.Sha256)
        {
            file.Position = 0;
            return new EventRows(LinesAsync(file, cancellation), file.Dispose) { Warnings = hold.Warnings };
        }

        await file.DisposeAsync().ConfigureAwait(false);
        return Damaged(name, $"its SHA-256 is {hash}, and was {hold.Sha256} when they were copied");
    }

    /// <summary>Lifts a hold: its copy is deleted, and the day files may expire again.</summary>
    public Result<Done> Lift(string name)
    {
        if (Find(name) is null) return CommonErrors.NotFound("legal hold", name);
        var folder = Path.Combine(evidence, name);
        Directory.Move(folder, folder + Ended);
        DurableFile.SyncFolder(evidence);
        Delete(folder + Ended);
        return default(Done);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>Whether a hold needs the files of a received day.</summary>
    internal bool Hold(DateOnly day)
    {
        var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return All().Any(h => h.From < start.AddDays(1) && h.To > start);
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static void Delete(string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    private static Error Damaged(string name, string why) => new(ErrorKind.Unavailable, "hold.damaged", $"The events of the hold {name} are not what was copied: {why}.");

    private static async Task<(long Count, string Hash)> CopyAsync(EventRows rows, string path, CancellationToken cancellation)
    {
        var count = 0L;
        var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });
        await using (file.ConfigureAwait(false))
        {
            var zstd = new CompressionStream(file, 3, leaveOpen: true);
            await using (zstd.ConfigureAwait(false))
            {
                await foreach (var row in rows.Rows.WithCancellation(cancellation).ConfigureAwait(false))
                {
                    await zstd.WriteAsync(row, cancellation).ConfigureAwait(false);
                    await zstd.WriteAsync("\n"u8.ToArray(), cancellation).ConfigureAwait(false);
                    count++;
                }
            }

            file.Flush(flushToDisk: true);
            file.Position = 0;
            return (count, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false)));
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> LinesAsync(FileStream file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var zstd = new DecompressionStream(file, leaveOpen: true);
        await using (zstd.ConfigureAwait(false))
        {
            using var reader = new StreamReader(zstd);
            while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line) yield return System.Text.Encoding.UTF8.GetBytes(line);
        }
    }
}

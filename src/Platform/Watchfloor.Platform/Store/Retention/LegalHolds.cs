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
    /// <summary>The type of the ledger's entry about a hold that was placed.</summary>
    public const string PlacedEntry = "hold.placed";

    /// <summary>The type of the ledger's entry about a hold that was released.</summary>
    public const string ReleasedEntry = "hold.released";

    private const string EventsFile = "events.ndjson.zst";
    private const string ManifestFile = "manifest.json";

    // A name has no dot, so a folder with one of these is never taken for a hold.
    private const string Begun = ".new";
    private const string Ended = ".lifted";

    /// <summary>All that is known of an event, and the record as it was received.</summary>
    private static readonly string[] Copied = ["id", .. EventColumns.All.Select(c => c.Name).Where(n => !n.StartsWith("log_", StringComparison.Ordinal) || n == "log_source"), "raw"];

    private readonly SemaphoreSlim _one = new(1, 1);

    /// <summary>Places a hold. Its copy is complete before it is recorded, and in force after that.</summary>
    /// <param name="name">Its name: 1 to 64 letters, digits, dashes.</param>
    /// <param name="query">Which events; its range must have both ends.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="record">Records it. When this fails, nobody knows whether it is recorded; <see cref="SettleAsync"/> finds out.</param>
    /// <param name="cancellation">Gives up; before it is recorded, nothing is left behind.</param>
    public async Task<Result<LegalHold>> PlaceAsync(string name, EventQuery query, string reason, Func<LegalHold, Task> record, CancellationToken cancellation)
    {
        if (!IsName(name)) return CommonErrors.Invalid("name", "A hold is named by 1 to 64 letters, digits and dashes.");
        if (string.IsNullOrWhiteSpace(reason)) return CommonErrors.Invalid("reason", "A hold needs a reason.");
        if (query.From is not { } from || query.To is not { } to) return CommonErrors.Invalid("from", "A hold needs from and to.");
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        var folder = Path.Combine(evidence, name);
        var isComplete = false;
        try
        {
            if (IsComplete(folder + Begun)) return new Error(ErrorKind.Unavailable, "hold.unsettled", $"A hold {name} is being placed; try again in a minute.") { Field = "name" };
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
                isComplete = true;
                DurableFile.Replace(Path.Combine(folder + Begun, ManifestFile), JsonSerializer.SerializeToUtf8Bytes(hold, HoldsJson.Default.LegalHold));
                DurableFile.SyncFolder(evidence);
                FaultPoint.Hit("hold.before-record");
                await record(hold).ConfigureAwait(false);
                FaultPoint.Hit("hold.recorded");
                Move(folder + Begun, folder);
                return hold;
            }
        }
        finally
        {
            if (!isComplete) Delete(folder + Begun);
            _one.Release();
        }
    }

    /// <summary>
    /// Ends what a crash, or a state that was away, left half done, by what was recorded: a hold that was is in force, one that was not is
    /// gone, one that was recorded as released is lifted. Until then all of them keep their days.
    /// </summary>
    /// <param name="isRecorded">Whether an entry of a type about a hold's id is in the ledger.</param>
    /// <param name="cancellation">Gives up; what is not settled can be later.</param>
    public async Task SettleAsync(Func<string, string, Task<bool>> isRecorded, CancellationToken cancellation)
    {
        if (!Directory.Exists(evidence)) return;
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            foreach (var begun in Directory.GetDirectories(evidence, "*" + Begun))
            {
                if (ReadManifest(begun) is { } hold && await isRecorded(PlacedEntry, hold.Id).ConfigureAwait(false)) Move(begun, begun[..^Begun.Length]);
                else Delete(begun);
            }

            foreach (var hold in All())
                if (await isRecorded(ReleasedEntry, hold.Id).ConfigureAwait(false))
                    Lift(hold.Name);
            foreach (var ended in Directory.GetDirectories(evidence, "*" + Ended)) Delete(ended);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>The holds in force, by name.</summary>
    public IReadOnlyList<LegalHold> All() =>
        !Directory.Exists(evidence) ? [] :
        [
            .. Directory.GetDirectories(evidence).Where(folder => IsName(Path.GetFileName(folder))).Select(ReadManifest).OfType<LegalHold>().OrderBy(h => h.Name, StringComparer.Ordinal),
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
        Move(folder, folder + Ended);
        Delete(folder + Ended);
        return default(Done);
    }

    /// <inheritdoc/>
    public void Dispose() => _one.Dispose();

    /// <summary>Whether a hold needs the files of a received day, be it one that is not settled yet.</summary>
    internal bool Hold(DateOnly day)
    {
        var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        var unsettled = Directory.Exists(evidence) ? Directory.GetDirectories(evidence, "*" + Begun).Select(ReadManifest).OfType<LegalHold>() : [];
        return All().Concat(unsettled).Any(h => h.From < start.AddDays(1) && h.To > start);
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsComplete(string folder) => File.Exists(Path.Combine(folder, ManifestFile));

    private static LegalHold? ReadManifest(string folder) =>
        IsComplete(folder) ? JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, ManifestFile)), HoldsJson.Default.LegalHold) : null;

    private void Move(string from, string to)
    {
        Directory.Move(from, to);
        DurableFile.SyncFolder(evidence);
    }

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

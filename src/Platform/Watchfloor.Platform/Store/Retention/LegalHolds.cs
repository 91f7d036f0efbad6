using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Watchfloor.Contracts.Errors;
using Watchfloor.Platform.Store.Columns;
using ZstdSharp;

namespace Watchfloor.Platform.Store.Retention;

/// <summary>
/// Legal holds: events that must outlive their retention. Placing a hold copies the events that meet its filter into a folder of their own,
/// and keeps the day files of its range from expiring until it is lifted.
/// </summary>
public sealed class LegalHolds(string evidence, IEventStore store, TimeProvider time)
{
    private const string EventsFile = "events.ndjson.zst";
    private const string ManifestFile = "manifest.json";

    /// <summary>All that is known of an event, and the record as it was received.</summary>
    private static readonly string[] Copied = ["id", .. EventColumns.All.Select(c => c.Name).Where(n => !n.StartsWith("log_", StringComparison.Ordinal) || n == "log_source"), "raw"];

    /// <summary>Places a hold.</summary>
    /// <param name="name">Its name: 1 to 64 letters, digits, dashes.</param>
    /// <param name="query">Which events; its range must have both ends.</param>
    /// <param name="reason">Why, for people.</param>
    /// <param name="cancellation">Gives up; nothing is left behind.</param>
    public async Task<Result<LegalHold>> PlaceAsync(string name, EventQuery query, string reason, CancellationToken cancellation)
    {
        if (name.Length is 0 or > 64 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c != '-')) return CommonErrors.Invalid("name", "A hold is named by 1 to 64 letters, digits and dashes.");
        if (query.From is not { } from || query.To is not { } to) return CommonErrors.Invalid("from", "A hold needs from and to.");
        var folder = Path.Combine(evidence, name);
        if (Directory.Exists(folder)) return new Error(ErrorKind.Conflict, "hold.exists", $"There is a hold {name} already.") { Field = "name" };
        var answer = await store.QueryAsync(query with { Time = EventTime.Received, Columns = Copied, Limit = EventQuery.MaxLimit, NewestFirst = false }, cancellation).ConfigureAwait(false);
        if (!answer.TryGet(out var rows, out var error)) return error;
        var aside = folder + ".new";
        if (Directory.Exists(aside)) Directory.Delete(aside, recursive: true);
        Directory.CreateDirectory(aside);
        await using (rows.ConfigureAwait(false))
        {
            var (count, hash) = await CopyAsync(rows, Path.Combine(aside, EventsFile), cancellation).ConfigureAwait(false);
            if (count == EventQuery.MaxLimit) return CommonErrors.Invalid("where", $"A hold copies at most {EventQuery.MaxLimit - 1} events; make several of shorter ranges.");
            var hold = new LegalHold
            {
                Name = name,
                Reason = reason,
                From = from,
                To = to,
                Where = query.Where,
                Placed = time.GetUtcNow(),
                Events = count,
                Sha256 = hash,
                Warnings = rows.Warnings,
            };
            await File.WriteAllBytesAsync(Path.Combine(aside, ManifestFile), JsonSerializer.SerializeToUtf8Bytes(hold, HoldJson.Default.LegalHold), cancellation).ConfigureAwait(false);
            Directory.Move(aside, folder);
            return hold;
        }
    }

    /// <summary>The holds in force.</summary>
    public IReadOnlyList<LegalHold> All() =>
        !Directory.Exists(evidence) ? [] :
        [
            .. Directory.GetDirectories(evidence).Select(folder => Path.Combine(folder, ManifestFile)).Where(File.Exists)
                .Select(file => JsonSerializer.Deserialize(File.ReadAllBytes(file), HoldJson.Default.LegalHold)).OfType<LegalHold>().Where(h => h.Lifted is null),
        ];

    /// <summary>Lifts a hold: the day files may expire again; the copied events stay.</summary>
    public Result<Done> Lift(string name)
    {
        if (All().FirstOrDefault(h => h.Name == name) is not { } hold) return CommonErrors.NotFound("legal hold", name);
        var file = Path.Combine(evidence, name, ManifestFile);
        File.WriteAllBytes(file + ".new", JsonSerializer.SerializeToUtf8Bytes(hold with { Lifted = time.GetUtcNow() }, HoldJson.Default.LegalHold));
        File.Move(file + ".new", file, overwrite: true);
        return default(Done);
    }

    /// <summary>Whether a hold needs the files of a received day.</summary>
    internal bool Hold(DateOnly day)
    {
        var start = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return All().Any(h => h.From < start.AddDays(1) && h.To > start);
    }

    private static async Task<(long Count, string Hash)> CopyAsync(EventRows rows, string path, CancellationToken cancellation)
    {
        var count = 0L;
        var file = File.Create(path);
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
}

/// <summary>A legal hold.</summary>
public sealed record LegalHold
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Why it was placed.</summary>
    public required string Reason { get; init; }

    /// <summary>The received time of the first events held.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The received time before which they are.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The filter; null: all events.</summary>
    public string? Where { get; init; }

    /// <summary>When it was placed.</summary>
    public required DateTimeOffset Placed { get; init; }

    /// <summary>How many events were copied.</summary>
    public required long Events { get; init; }

    /// <summary>The SHA-256 of the copied events' file, in small hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What could not be copied.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>When it was lifted; null: it holds.</summary>
    public DateTimeOffset? Lifted { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(LegalHold))]
internal sealed partial class HoldJson : JsonSerializerContext;

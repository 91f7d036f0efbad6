using Watchfloor.Platform.Store.Files;

namespace Watchfloor.Platform.Store.Retention;

/// <summary>Deletes day files that need not be kept any longer. Whole files go, so that their space returns at once.</summary>
public sealed class Expiry(EmbeddedEventStore store, RetentionOptions options, LegalHolds holds, TimeProvider time)
{
    /// <summary>Deletes what has expired. A file that a legal hold needs stays.</summary>
    /// <returns>The names of the deleted files.</returns>
    public IReadOnlyList<string> Run()
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var deleted = new List<string>();
        foreach (var retention in store.DayFiles.All().GroupBy(f => f.Name.Retention))
        {
            var rule = options.Of(retention.Key);
            var kept = retention.Where(f => f.Name.Day.AddDays(rule.Days) >= today).ToList();
            var expired = retention.Except(kept).Concat(OverSize(kept, rule, today));
            foreach (var file in expired.Where(f => !holds.Hold(f.Name.Day)))
            {
                store.DayFiles.Delete(file);
                deleted.Add(file.Name.ToString());
            }
        }

        return deleted;
    }

    /// <summary>The oldest files beyond the class's size; never today's, which is being written.</summary>
    private static List<DayFile> OverSize(List<DayFile> files, RetentionRule rule, DateOnly today)
    {
        var over = new List<DayFile>();
        if (rule.Gigabytes is not { } most) return over;
        var bytes = files.Sum(f => f.Bytes);
        foreach (var file in files.Where(f => f.Name.Day < today))
        {
            if (bytes <= most * 1e9) break;
            bytes -= file.Bytes;
            over.Add(file);
        }

        return over;
    }
}

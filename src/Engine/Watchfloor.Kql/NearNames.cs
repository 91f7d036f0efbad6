namespace Watchfloor.Kql;

/// <summary>Finds the name that somebody who mistyped one may have meant.</summary>
public static class NearNames
{
    /// <summary>
    /// The known name with the fewest letters different, at most a quarter of them; else the shortest that the name abbreviates, as
    /// Cmdline does CommandLine; null when none is that near.
    /// </summary>
    public static string? Nearest(string name, IReadOnlyCollection<string> known)
    {
        string? best = null;
        var least = Math.Max(1, name.Length / 4) + 1;
        foreach (var other in known)
        {
            if (Math.Abs(other.Length - name.Length) >= least) continue;
            var distance = Distance(name, other, least);
            if (distance < least || (distance == least && best is not null && string.CompareOrdinal(other, best) < 0)) (best, least) = (other, distance);
        }

        return best ?? known.Where(k => Abbreviates(name, k)).OrderBy(k => k.Length).ThenBy(k => k, StringComparer.Ordinal).FirstOrDefault();
    }

    /// <summary>All letters of the short name stand in the long one in their order, and both begin alike.</summary>
    private static bool Abbreviates(string name, string other)
    {
        if (name.Length < 4 || other.Length > name.Length * 2 || char.ToLowerInvariant(name[0]) != char.ToLowerInvariant(other[0])) return false;
        var at = 0;
        foreach (var c in other)
            if (at < name.Length && char.ToLowerInvariant(c) == char.ToLowerInvariant(name[at]))
                at++;
        return at == name.Length;
    }

    /// <summary>How many letters must be added, left out or changed, whatever their case; no more than <paramref name="bound"/>.</summary>
    private static int Distance(string a, string b, int bound)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            var least = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                (row[j], diagonal) = (Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1)), row[j]);
                least = Math.Min(least, row[j]);
            }

            if (least >= bound) return bound;
        }

        return row[b.Length];
    }
}

namespace Watchfloor.Architecture.Tests.Rules;

/// <summary>No code file is longer than one sitting reads, but for a list of exceptions that may only shrink.</summary>
internal static class FileLength
{
    public const int MaxLines = 500;

    /// <summary>The breaches.</summary>
    /// <param name="lengths">Every code file with its number of lines.</param>
    /// <param name="exceptions">The text of the list: <c>lines path</c> on each line, <c>#</c> before a comment.</param>
    public static IReadOnlyList<string> Breaches(IReadOnlyDictionary<string, int> lengths, string exceptions)
    {
        var allowed = exceptions.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(line => line[0] != '#')
            .Select(line => line.Split(' ', 2))
            .ToDictionary(parts => parts[1], parts => int.Parse(parts[0]), StringComparer.Ordinal);
        var tooLong = lengths.Where(f => f.Value > allowed.GetValueOrDefault(f.Key, MaxLines))
            .Select(f => $"{f.Key} has {f.Value} lines; at most {allowed.GetValueOrDefault(f.Key, MaxLines)} are allowed: split it");
        var stale = allowed.Where(e => lengths.GetValueOrDefault(e.Key) < e.Value)
            .Select(e => $"{e.Key} has {lengths.GetValueOrDefault(e.Key)} lines now: lower its exception of {e.Value}, or drop it");
        return [.. tooLong, .. stale];
    }
}

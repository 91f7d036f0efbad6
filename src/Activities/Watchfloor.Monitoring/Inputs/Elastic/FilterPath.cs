namespace Watchfloor.Monitoring.Inputs.Elastic;

/// <summary>The parameter <c>filter_path</c>: which fields of an answer the sender wants. Only the form that keeps fields is known; with
/// one that drops fields (a leading minus) the whole answer is given.</summary>
internal sealed class FilterPath
{
    private readonly string[][] _patterns;

    /// <summary>Reads the parameter.</summary>
    public FilterPath(string? parameter)
    {
        var patterns = (parameter ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        _patterns = patterns.Any(p => p.StartsWith('-')) ? [] : [.. patterns.Select(p => p.Split('.'))];
    }

    /// <summary>Whether a field is wanted, by its path; one of a list by that of the list.</summary>
    public bool Wants(params ReadOnlySpan<string> path)
    {
        if (_patterns.Length == 0) return true;
        foreach (var pattern in _patterns)
            if (Fits(pattern, path))
                return true;
        return false;
    }

    /// <summary>A pattern that ends early wants all that lies below; a path that ends early holds something that is wanted.</summary>
    private static bool Fits(ReadOnlySpan<string> pattern, ReadOnlySpan<string> path)
    {
        if (pattern.IsEmpty || path.IsEmpty) return true;
        if (pattern[0] == "**") return pattern.Length == 1 || Fits(pattern[1..], path) || Fits(pattern, path[1..]);
        return FitsName(pattern[0], path[0]) && Fits(pattern[1..], path[1..]);
    }

    private static bool FitsName(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        var star = pattern.IndexOf('*');
        if (star < 0) return pattern.SequenceEqual(name);
        if (!name.StartsWith(pattern[..star])) return false;
        name = name[star..];
        pattern = pattern[(star + 1)..];
        for (var skip = 0; skip <= name.Length; skip++)
            if (FitsName(pattern, name[skip..]))
                return true;
        return false;
    }
}

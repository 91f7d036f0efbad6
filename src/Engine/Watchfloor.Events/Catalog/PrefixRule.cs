namespace Watchfloor.Events.Catalog;

/// <summary>What becomes of field names that begin with <paramref name="Text"/>, which ends in a dot.</summary>
/// <param name="Text">The prefix; it goes.</param>
/// <param name="Drop">Segments, or ends of segments, that say nothing, such as <c>#attributes</c> and <c>#text</c>.</param>
/// <param name="Join">What stands between the segments that are left: <c>_</c> makes <c>Provider_Name</c> of <c>Provider.Name</c>.</param>
/// <param name="Last">Only the last segment stays, for containers whose names say nothing.</param>
/// <param name="Capitalise">The name begins with a capital letter, for carriers that made it small.</param>
internal sealed record PrefixRule(string Text, IReadOnlyList<string> Drop, string Join, bool Last, bool Capitalise)
{
    /// <summary>The canonical name for what follows the prefix.</summary>
    public string Apply(string rest)
    {
        var segments = rest.Split('.').Select(WithoutNoise).Where(s => s.Length > 0).ToList();
        if (segments.Count == 0) return Text + rest;
        var name = Last ? segments[^1] : string.Join(Join, segments);
        return Capitalise ? char.ToUpperInvariant(name[0]) + name[1..] : name;
    }

    private string WithoutNoise(string segment)
    {
        foreach (var noise in Drop)
            if (segment.EndsWith(noise, StringComparison.Ordinal))
                return segment[..^noise.Length];
        return segment;
    }
}

namespace Watchfloor.Formats.Archives;

/// <summary>Walks the members of one archive, forward.</summary>
internal interface IArchiveContainer
{
    /// <summary>The next member, or null at the end. What was left unread of the one before is passed over.</summary>
    /// <exception cref="DamageException">The archive cannot be followed any further.</exception>
    ArchiveEntry? Next();
}

/// <summary>A file in a container.</summary>
/// <param name="Name">As the container has it; empty when the container itself is meant.</param>
/// <param name="Open">Opens its content, once; null when <paramref name="Refusal"/> says why it cannot be had.</param>
/// <param name="Expands">True when the bytes come out of a decompressor.</param>
/// <param name="EndUnknown">True when the content must be read to its end before the next member can be found.</param>
/// <param name="Refusal">Why there is no content, for people.</param>
internal sealed record ArchiveEntry(
    string Name, Func<Stream>? Open, bool Expands = false, bool EndUnknown = false, string? Refusal = null);

namespace Watchfloor.Formats.Archives;

/// <summary>A file within an archive, or a plain file that is no archive.</summary>
/// <param name="Name">The display name: the file's own, with <c>!member</c> behind it for each archive it stands in. Never a path to open.</param>
/// <param name="Stream">
/// Its content, forward only; read it before asking for the next member. It never throws on damaged data: it ends there, and
/// <see cref="ArchiveReader.Faults"/> says why.
/// </param>
public sealed record ArchiveMember(string Name, Stream Stream);

/// <summary>Something in an archive that could not be read. The other members still are.</summary>
/// <param name="Member">The display name of the member, or of the archive when none is meant.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record ArchiveFault(string Member, string Reason);

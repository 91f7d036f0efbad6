using System.Collections;

namespace Watchfloor.Formats.Archives;

/// <summary>
/// The members of a file, whatever it is packed in: gzip, zip, zstd, xz, bzip2, tar, in one another. A plain file is its own only
/// member. Everything is read forward and in pieces; nothing is unpacked to disk or held whole.
/// </summary>
/// <remarks>One thread at a time. A member's stream is good until the next member is asked for.</remarks>
public sealed class ArchiveReader : IEnumerable<ArchiveMember>
{
    private readonly Stream _stream;
    private readonly string _name;
    private readonly ArchiveLimits _limits;
    private readonly List<ArchiveFault> _faults = [];

    private ArchiveReader(Stream stream, string name, ArchiveLimits? limits)
    {
        _stream = stream;
        _name = name;
        _limits = limits ?? ArchiveLimits.Default;
    }

    /// <summary>What could not be read so far; complete when the enumeration has ended.</summary>
    public IReadOnlyList<ArchiveFault> Faults => _faults;

    /// <summary>Reads a stream, once; it is disposed at the end of the enumeration.</summary>
    /// <param name="stream">Need not be seekable.</param>
    /// <param name="name">The beginning of the members' names.</param>
    /// <param name="limits">When null, <see cref="ArchiveLimits.Default"/>.</param>
    public static ArchiveReader Open(Stream stream, string name, ArchiveLimits? limits = null) => new(stream, name, limits);

    /// <summary>True when a file that begins with these bytes (512 are enough) is packed in some way.</summary>
    public static bool IsArchive(ReadOnlySpan<byte> head) => ArchiveMagic.Detect(head) != ArchiveKind.None;

    /// <inheritdoc/>
    public IEnumerator<ArchiveMember> GetEnumerator()
    {
        _faults.Clear();
        using var file = new ForwardStream(new GuardedStream(() => _stream, unpacked: null, e => Report(_name, e)));
        foreach (var member in Layer(file, _name, depth: 0, new ArchiveBudget(_limits, file))) yield return member;
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerable<ArchiveMember> Layer(ForwardStream stream, string name, int depth, ArchiveBudget budget)
    {
        var kind = ArchiveMagic.Detect(stream.Peek(ArchiveMagic.Bytes));
        if (kind == ArchiveKind.None) return [new ArchiveMember(name, stream)];
        if (depth < _limits.MaxDepth)
            return kind switch
            {
                ArchiveKind.Zip => Members(new ZipContainer(stream), name, depth, budget),
                ArchiveKind.Tar => Members(new TarContainer(stream), name, depth, budget),
                _ => Unpacked(kind, stream, name, depth, budget),
            };
        Report(name, new DamageException($"archives nest deeper than {_limits.MaxDepth}; not opened"));
        return [];
    }

    private IEnumerable<ArchiveMember> Unpacked(ArchiveKind kind, ForwardStream packed, string name, int depth, ArchiveBudget budget)
    {
        using var content = new ForwardStream(new GuardedStream(() => Codecs.Open(kind, packed), budget.Unpacked, e => Report(name, e)));
        foreach (var member in Layer(content, name, depth + 1, budget)) yield return member;
    }

    private IEnumerable<ArchiveMember> Members(IArchiveContainer container, string archive, int depth, ArchiveBudget budget)
    {
        while (Next(container, archive, budget) is { } entry)
        {
            var name = entry.Name.Length == 0 ? archive : $"{archive}!{Printable(entry.Name)}";
            if (entry.Open is null)
            {
                Report(name, new DamageException(entry.Refusal!));
                continue;
            }

            Action<int>? unpacked = entry.Expands ? budget.Unpacked : null;
            using var content = new ForwardStream(new GuardedStream(entry.Open, unpacked, e => Report(name, e)));
            foreach (var member in Layer(content, name, depth + 1, budget)) yield return member;
            // What the reader left is unpacked here, under the same limits: only the end of it shows where the next member begins.
            if (entry.EndUnknown) content.CopyTo(Stream.Null);
        }
    }

    private ArchiveEntry? Next(IArchiveContainer container, string archive, ArchiveBudget budget)
    {
        if (budget.Exhausted) return null;
        try
        {
            var entry = container.Next();
            if (entry is not null) budget.Member();
            return entry;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Report(archive, e);
            return null;
        }
    }

    private void Report(string name, Exception e) => _faults.Add(new ArchiveFault(name, DamageException.Reason(e)));

    /// <summary>A member's name goes to terminals and reports: no control characters.</summary>
    private static string Printable(string name) => string.Create(name.Length, name, static (printable, source) =>
    {
        for (var i = 0; i < source.Length; i++) printable[i] = char.IsControl(source[i]) ? '?' : source[i];
    });
}

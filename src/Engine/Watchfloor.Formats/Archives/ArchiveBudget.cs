namespace Watchfloor.Formats.Archives;

/// <summary>Keeps the account of one file against its <see cref="ArchiveLimits"/>, over all members and layers.</summary>
internal sealed class ArchiveBudget(ArchiveLimits limits, ForwardStream file)
{
    private long _unpacked;
    private int _members;

    /// <summary>True when a limit was hit; nothing more of this file is read.</summary>
    public bool Exhausted { get; private set; }

    /// <summary>Counts bytes that came out of a decompressor.</summary>
    /// <exception cref="DamageException">It is more than the limits allow.</exception>
    public void Unpacked(int bytes)
    {
        _unpacked += bytes;
        if (_unpacked > limits.MaxTotalBytes) throw Stop($"unpacks to more than {limits.MaxTotalBytes:N0} bytes");
        if (_unpacked > limits.RatioGraceBytes && _unpacked / limits.MaxRatio > file.Position)
            throw Stop($"unpacks to more than {limits.MaxRatio:N0} times its size");
    }

    /// <summary>Counts a member.</summary>
    /// <exception cref="DamageException">It is one too many.</exception>
    public void Member()
    {
        if (++_members > limits.MaxMembers) throw Stop($"has more than {limits.MaxMembers:N0} members");
    }

    private DamageException Stop(string reason)
    {
        Exhausted = true;
        return new DamageException(reason + "; the rest was not read");
    }
}

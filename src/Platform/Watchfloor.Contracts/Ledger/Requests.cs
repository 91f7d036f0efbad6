using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Ledger;

/// <summary>The entries after a position.</summary>
public sealed record ReadLedger : IRequest<Page<LedgerRecord>>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.LedgerRead;

    /// <summary>The position that the reader has; 0 for all.</summary>
    public long After { get; init; }

    /// <summary>The most entries to give: 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Which are wanted.</summary>
    public LedgerFilter Filter { get; init; } = LedgerFilter.All;

    /// <summary>How long to wait when there is none yet: up to 30 s.</summary>
    public TimeSpan Wait { get; init; }
}

/// <summary>The signed state of the ledger now.</summary>
public sealed record ReadCheckpoint : IRequest<SignedCheckpoint>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.LedgerRead;
}

/// <summary>The size of the ledger and its hash, signed.</summary>
public sealed record SignedCheckpoint
{
    /// <summary>How many entries.</summary>
    public required long Size { get; init; }

    /// <summary>The tree's hash (RFC 9162 §2.1.1), in hexadecimal digits.</summary>
    public required string Root { get; init; }

    /// <summary>When it was signed, in UTC ticks (100 ns since year 1).</summary>
    public required long At { get; init; }

    /// <summary>The signature (ECDSA P-256, r and s in hexadecimal digits) over the lines that docs/ledger.md gives.</summary>
    public required string Signature { get; init; }

    /// <summary>The public key as PEM.</summary>
    public required string Key { get; init; }

    /// <summary>The first 16 digits of the key's SHA-256.</summary>
    public required string KeyId { get; init; }
}

/// <summary>Entries with their proof, as a file.</summary>
public sealed record ExportLedger : IRequest<LedgerExportFile>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.LedgerRead;

    /// <summary>The first position; null: 1.</summary>
    public long? From { get; init; }

    /// <summary>The last position; null: the last there is.</summary>
    public long? To { get; init; }
}

/// <summary>An export that is ready to be written.</summary>
/// <param name="Name">A name for the file.</param>
/// <param name="WriteAsync">Writes it.</param>
public sealed record LedgerExportFile(string Name, Func<Stream, CancellationToken, Task> WriteAsync);

/// <summary>The entries that subscribers could not handle.</summary>
public sealed record ListDeadLetters : IRequest<Page<DeadLetter>>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.LedgerRead;

    /// <summary>The cursor of the page before, or null.</summary>
    public string? Cursor { get; init; }

    /// <summary>The most to give: 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>Hands an entry to its subscriber once more.</summary>
/// <param name="Id">The dead letter.</param>
public sealed record RetryDeadLetter(string Id) : IRequest<Done>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SystemWrite;
}

/// <summary>Gives an entry up for its subscriber.</summary>
/// <param name="Id">The dead letter.</param>
public sealed record SkipDeadLetter(string Id) : IRequest<Done>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SystemWrite;
}

/// <summary>How every subscriber fares.</summary>
public sealed record ListSubscribers : IRequest<IReadOnlyList<SubscriberStatus>>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.LedgerRead;
}

/// <summary>Erases a person for good; what was recorded stays provable.</summary>
/// <param name="UserId">The user's id.</param>
public sealed record ErasePerson(string UserId) : IRequest<ErasedPerson>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SystemWrite;
}

/// <summary>What an erasure did.</summary>
public sealed record ErasedPerson
{
    /// <summary>The user's id.</summary>
    public required string UserId { get; init; }

    /// <summary>How many ledger payloads were erased.</summary>
    public required int Payloads { get; init; }

    /// <summary>How many other rows were.</summary>
    public required int Rows { get; init; }

    /// <summary>The id of the entry that records it.</summary>
    public required string EntryId { get; init; }
}

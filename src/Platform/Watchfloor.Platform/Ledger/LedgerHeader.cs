using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Watchfloor.Contracts.Access;

namespace Watchfloor.Platform.Ledger;

/// <summary>
/// The part of an entry that is kept for ever and proved. Its canonical bytes are one line of JSON with these fields in this order, no
/// blanks and nothing that needs an escape; what does not fit an id's form is refused, so that no name and no free text gets in.
/// </summary>
internal sealed partial record LedgerHeader
{
    /// <summary>The entry's id.</summary>
    public required string Id { get; init; }

    /// <summary>What happened, such as <c>user.signed_in</c>.</summary>
    public required string Type { get; init; }

    /// <summary>When, in UTC ticks (100 ns since year 1).</summary>
    public required long At { get; init; }

    /// <summary>Who did it: kind and id, such as <c>user:0197…</c>.</summary>
    public required string Actor { get; init; }

    /// <summary>What it happened to; may be empty.</summary>
    public required string Subject { get; init; }

    /// <summary>The space.</summary>
    public required string Space { get; init; }

    /// <summary>Who may see it; may be empty.</summary>
    public required string Scope { get; init; }

    /// <summary>SHA-256 of salt and payload.</summary>
    public required byte[] PayloadHash { get; init; }

    /// <summary>The header of an entry.</summary>
    /// <exception cref="ArgumentException">A field is not an id; a defect of who writes the entry.</exception>
    public static LedgerHeader Of(LedgerEntry entry, Guid id, DateTimeOffset at, byte[] payloadHash)
    {
        Check(TypeForm(), entry.Type, nameof(entry.Type), "two or more lower-case words joined by dots");
        Check(entry.Actor.Kind is ActorKind.System or ActorKind.Anonymous ? Word() : IdForm(), entry.Actor.Id, nameof(entry.Actor), "a UUID, or one lower-case word for the system and for nobody");
        if (entry.Subject.Length > 0) Check(IdForm(), entry.Subject, nameof(entry.Subject), "a UUID, 16 to 64 hexadecimal digits or a number");
        Check(SpaceForm(), entry.Space, nameof(entry.Space), "up to 32 lower-case letters, digits and hyphens");
        if (entry.Scope.Length > 0) Check(ScopeForm(), entry.Scope, nameof(entry.Scope), "a lower-case word, or a word, a colon and an id");
        return new LedgerHeader
        {
            Id = id.ToString(),
            Type = entry.Type,
            At = at.UtcTicks,
            Actor = KindOf(entry.Actor.Kind) + ":" + entry.Actor.Id,
            Subject = entry.Subject,
            Space = entry.Space,
            Scope = entry.Scope,
            PayloadHash = payloadHash,
        };
    }

    /// <summary>The hash of a payload. The salt is secret while the payload is, so that nobody can find a short payload by trying.</summary>
    public static byte[] HashPayload(ReadOnlySpan<byte> salt, string payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(Encoding.UTF8.GetBytes(payload));
        return hash.GetHashAndReset();
    }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(ToString());

    /// <summary>The canonical bytes as text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"id":"{{Id}}","type":"{{Type}}","at":{{At}},"actor":"{{Actor}}","subject":"{{Subject}}","space":"{{Space}}","scope":"{{Scope}}","payload":"{{Convert.ToHexStringLower(PayloadHash)}}"}""");

    private static string KindOf(ActorKind kind) => kind switch
    {
        ActorKind.Anonymous => "anonymous",
        ActorKind.User => "user",
        ActorKind.Token => "token",
        ActorKind.System => "system",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static void Check(Regex form, string value, string field, string allowed)
    {
        // The value may be a person's name, so the message does not repeat it.
        if (!form.IsMatch(value)) throw new ArgumentException($"{field} of a ledger entry must be {allowed}; put names and text into the payload", field);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,31}(\.[a-z][a-z0-9_]{0,31}){1,3}\z", RegexOptions.NonBacktracking)]
    private static partial Regex TypeForm();

    [GeneratedRegex(@"^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{16,64}|[0-9]{1,19})\z", RegexOptions.NonBacktracking)]
    private static partial Regex IdForm();

    [GeneratedRegex(@"^[a-z]{1,20}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Word();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,31}\z", RegexOptions.NonBacktracking)]
    private static partial Regex SpaceForm();

    [GeneratedRegex(@"^[a-z]{1,20}(:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9]{1,19}))?\z", RegexOptions.NonBacktracking)]
    private static partial Regex ScopeForm();
}

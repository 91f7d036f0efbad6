using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Platform.Tests.Ledger;

public sealed class LedgerWriterTests
{
    private const string UserId = "0197a1b2-0000-7000-8000-000000000001";

    private static readonly Actor Anna = new() { Kind = ActorKind.User, Id = UserId, Name = "Anna Example", Permissions = new HashSet<Permission>() };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero));

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Append_Entry_HeaderHasIdsAndThePayloadHasTheRest(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind);
        var entry = new LedgerEntry { Type = "case.commented", Actor = Anna, Subject = UserId, PersonId = UserId, Payload = Json("""{"name":"Anna Example","text":"a free text"}""") };

        var id = await state.Database.WriteAsync(t => new LedgerWriter(_time).AppendAsync(t, entry, Cancel), Cancel);

        var (header, salt, payload, person, hash) = await state.Database.ReadAsync(
            s => s.FirstAsync(
                "SELECT * FROM ledger_entry e JOIN ledger_payload p ON p.entry_id = e.id WHERE e.id = @id",
                r => (r.Text("type") + r.Text("actor") + r.Text("subject") + r.Text("space") + r.Text("scope"), r.Bytes("salt"), r.Text("payload"), r.TextOrNull("person_id"), r.Bytes("payload_hash")),
                Cancel,
                ("id", id.ToString())),
            Cancel);
        Assert.Equal($"case.commenteduser:{UserId}{UserId}main", header);
        Assert.Equal("""{"name":"Anna Example","text":"a free text"}""", payload);
        Assert.Equal(UserId, person);
        Assert.Equal(32, salt.Length);
        Assert.Equal(System.Security.Cryptography.SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(payload)]), hash);
    }

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Append_WorkFails_NothingIsWritten(StateKind kind)
    {
        await using var state = await StateFixture.OpenAsync(kind);
        await Assert.ThrowsAsync<InvalidDataException>(() => state.Database.WriteAsync(
            async t =>
            {
                await new LedgerWriter(_time).AppendAsync(t, new LedgerEntry { Type = "user.added", Actor = Anna }, Cancel);
                throw new InvalidDataException();
            },
            Cancel));

        Assert.Equal(0, await state.Database.ReadAsync(s => s.NumberAsync("SELECT (SELECT COUNT(*) FROM ledger_entry) + (SELECT COUNT(*) FROM ledger_payload)", Cancel), Cancel));
    }

    public static TheoryData<LedgerEntry> Unfit => new(
        Entry() with { Type = "signed_in" },
        Entry() with { Type = "user.Signed in" },
        Entry() with { Type = "user.signed_in\n" },
        Entry() with { Actor = Anna with { Id = "anna" } },
        Entry() with { Actor = Anna with { Id = "Anna Example" } },
        Entry() with { Subject = "anna@example.org" },
        Entry() with { Subject = "anna" },
        Entry() with { Subject = "\"" },
        Entry() with { Space = "Customer One" },
        Entry() with { Space = "" },
        Entry() with { Scope = "case of Anna" },
        Entry() with { Payload = Json("[]") },
        Entry() with { Payload = Json($$"""{"a":"{{new string('x', LedgerWriter.MaxPayload)}}"}""") });

    [Theory]
    [MemberData(nameof(Unfit), DisableDiscoveryEnumeration = true)]
    public async Task Append_NameOrTextInTheHeader_IsRefusedWithoutRepeatingIt(LedgerEntry entry)
    {
        await using var state = await StateFixture.OpenAsync(StateKind.Sqlite);

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => state.Database.WriteAsync(t => new LedgerWriter(_time).AppendAsync(t, entry, Cancel), Cancel));

        Assert.DoesNotContain("anna", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("0197a1b2c3d4e5f60718293a4b5c6d7e", "")]
    [InlineData("17", "case:0197a1b2-0000-7000-8000-000000000001")]
    [InlineData("", "responders")]
    public async Task Append_Ids_AreTaken(string subject, string scope)
    {
        await using var state = await StateFixture.OpenAsync(StateKind.Sqlite);
        await state.Database.WriteAsync(t => new LedgerWriter(_time).AppendAsync(t, Entry() with { Subject = subject, Scope = scope, Actor = Actor.System }, Cancel), Cancel);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static LedgerEntry Entry() => new() { Type = "user.signed_in", Actor = Anna };

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}

using System.Text;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Platform.Ledger.Erasure;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Tests.State;
using static Watchfloor.Platform.Tests.Ledger.LedgerFixture;

namespace Watchfloor.Platform.Tests.Ledger;

public sealed class ErasureTests
{
    private const string Secret = "Zelda Unmistakable";

    private static readonly StateSchema People = new("people", ["CREATE TABLE person (id TEXT PRIMARY KEY, name TEXT NOT NULL)"]);

    [Theory]
    [MemberData(nameof(StateFixture.Both), MemberType = typeof(StateFixture))]
    public async Task Erase_Person_PayloadAndSaltAreGoneAndTheProofHolds(StateKind kind)
    {
        await using var ledger = await OpenAsync(kind, People);
        await ledger.FillAsync(3);
        var before = (await VerifyAsync(await ledger.ExportAsync())).Checkpoint!;
        await AddPersonAsync(ledger);
        await ledger.Database.WriteAsync(
            t => ledger.Writer.AppendAsync(t, new Platform.Ledger.LedgerEntry { Type = "user.added", Actor = Actor.System, PersonId = "0197a1b2-0000-7000-8000-000000000002" }, Cancel), Cancel);

        var erased = (await EraseAsync(ledger)).Value;

        Assert.Equal((3, 1), (erased.Payloads, erased.Rows));
        await ledger.SealAllAsync();
        var entries = await ledger.ReadAllAsync();
        Assert.Equal([true, true, true, false, false], entries.Select(e => e.Payload is null));
        Assert.Equal(("person.erased", UserId, """{"payloads":3,"rows":1}"""), (entries[^1].Type, entries[^1].Subject, entries[^1].Payload!.Value.GetRawText()));
        var verdict = await VerifyAsync(await ledger.ExportAsync(), ledger.Key.PublicKey, before);
        Assert.Null(verdict.Fault);
        Assert.Equal(3, verdict.Erased);
        Assert.Equal(ErrorKind.NotFound, (await EraseAsync(ledger)).Error!.Kind);
        Assert.Equal(ErrorKind.Invalid, (await EraseAsync(ledger, "Zelda")).Error!.Kind);
    }

    [Fact]
    public async Task Erase_Person_TheNameIsInNoFileAnyMore()
    {
        await using var ledger = await OpenAsync(StateKind.Sqlite, People);
        await AddPersonAsync(ledger);
        for (var i = 0; i < 200; i++) await ledger.WriteAsync(name: $"{Secret} {i}");
        await ledger.SealAllAsync();
        // An upgrade leaves a copy, which holds the name too; a moving name leaves traces in pages.
        await (await ledger.State.OpenAgainAsync([.. PlatformSchemas.All, People, new StateSchema("later", ["CREATE TABLE later (id TEXT PRIMARY KEY)"])])).DisposeAsync();
        var files = Path.GetDirectoryName(ledger.State.Connection)!;
        Assert.Contains(Directory.GetFiles(files), f => f.EndsWith(".before-upgrade", StringComparison.Ordinal));
        Assert.NotEmpty(FilesWith(files, Secret));

        Assert.Null((await EraseAsync(ledger)).Error);

        Assert.Empty(FilesWith(files, Secret));
        Assert.Empty(FilesWith(files, "Unmistakable"));
        Assert.NotEmpty(FilesWith(files, "case.commented"));
        await ledger.FillAsync(1);
        Assert.Null((await VerifyAsync(await ledger.ExportAsync())).Fault);
    }

    [Fact]
    public async Task Erase_DeadLetterAboutThePerson_LosesItsText()
    {
        await using var ledger = await OpenAsync(StateKind.Sqlite);
        await ledger.FillAsync(1);
        await ledger.Database.WriteAsync(t => t.ExecuteAsync("INSERT INTO ledger_dead_letter (id, subscriber, position, error, attempts, at) VALUES ('1', 'x', 1, @error, 1, 0)", Cancel, ("error", $"no {Secret}")), Cancel);
        Assert.Null((await new ErasePersonHandler(ledger.Database, [], ledger.Writer).HandleAsync(new ErasePerson(UserId), Actor.System, Cancel)).Error);
        Assert.Empty(FilesWith(Path.GetDirectoryName(ledger.State.Connection)!, Secret));
    }

    [Fact]
    public async Task Erase_RoomFails_NothingIsErased()
    {
        await using var ledger = await OpenAsync(StateKind.Sqlite, People);
        await ledger.FillAsync(2);
        await Assert.ThrowsAsync<InvalidDataException>(() => new ErasePersonHandler(ledger.Database, [new PeopleEraser(), new Failing()], ledger.Writer).HandleAsync(new ErasePerson(UserId), Actor.System, Cancel));
        await ledger.SealAllAsync();
        Assert.All(await ledger.ReadAllAsync(), e => Assert.NotNull(e.Payload));
    }

    private static Task<int> AddPersonAsync(LedgerFixture ledger) =>
        ledger.Database.WriteAsync(t => t.ExecuteAsync("INSERT INTO person (id, name) VALUES (@id, @name)", Cancel, ("id", UserId), ("name", Secret)), Cancel);

    private static Task<Result<ErasedPerson>> EraseAsync(LedgerFixture ledger, string id = UserId) =>
        new ErasePersonHandler(ledger.Database, [new PeopleEraser()], ledger.Writer).HandleAsync(new ErasePerson(id), Actor.System, Cancel);

    private static List<string> FilesWith(string folder, string text)
    {
        var found = new List<string>();
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            if (copy.GetBuffer().AsSpan(0, (int)copy.Length).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0) found.Add(file);
        }

        return found;
    }

    private sealed class PeopleEraser : IPersonEraser
    {
        public Task<int> EraseAsync(StateTransaction transaction, string personId, CancellationToken cancellation) =>
            transaction.ExecuteAsync("DELETE FROM person WHERE id = @id", cancellation, ("id", personId));
    }

    private sealed class Failing : IPersonEraser
    {
        public Task<int> EraseAsync(StateTransaction transaction, string personId, CancellationToken cancellation) => throw new InvalidDataException();
    }
}

using System.Text.Json;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Platform.Leases;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.Ledger.Proof;
using Watchfloor.Platform.Ledger.Sealing;
using Watchfloor.Platform.State;
using Watchfloor.Platform.Tests.State;

namespace Watchfloor.Platform.Tests.Ledger;

/// <summary>A ledger without a server: tests seal when they want to.</summary>
internal sealed class LedgerFixture : IAsyncDisposable
{
    public const string UserId = "0197a1b2-0000-7000-8000-000000000001";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("wf-ledger-");

    private LedgerFixture(StateFixture state)
    {
        State = state;
        Data = DataDirectory.Open(_folder.FullName);
        Key = LedgerKey.OpenOrCreate(Data);
        Writer = new LedgerWriter(Time);
        Reader = new LedgerReader(Database, Head);
        Exporter = new LedgerExporter(Database, Key, Time);
        Sealer = NewSealer("one");
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public StateFixture State { get; }

    public StateDatabase Database => State.Database;

    public TimeProvider Time { get; } = TimeProvider.System;

    public DataDirectory Data { get; }

    public LedgerKey Key { get; }

    public LedgerWriter Writer { get; }

    public LedgerHead Head { get; } = new();

    public LedgerReader Reader { get; }

    public LedgerExporter Exporter { get; }

    public LedgerSealer Sealer { get; }

    /// <param name="kind">The database.</param>
    /// <param name="more">Tables of the test's own.</param>
    public static async Task<LedgerFixture> OpenAsync(StateKind kind, params StateSchema[] more)
    {
        var ledger = new LedgerFixture(await StateFixture.OpenAsync(kind, [.. PlatformSchemas.All, .. more]));
        await new LedgerKeys(ledger.Database, ledger.Key, ledger.Writer, ledger.Time).RegisterAsync(Cancel);
        return ledger;
    }

    public LedgerSealer NewSealer(string owner, TimeProvider? time = null) => new(Database, new LeaseTable(new LeaseOwner(owner), time ?? Time), Key, Head, Time);

    /// <summary>Writes an entry about the test's person.</summary>
    public Task<Guid> WriteAsync(string type = "case.commented", string name = "Anna Example") => Database.WriteAsync(
        t => Writer.AppendAsync(
            t,
            new LedgerEntry { Type = type, Actor = Actor.System, Subject = UserId, PersonId = UserId, Payload = JsonDocument.Parse($$"""{"name":"{{name}}"}""").RootElement },
            Cancel),
        Cancel);

    /// <summary>Writes entries and seals them.</summary>
    public async Task FillAsync(int count)
    {
        for (var i = 0; i < count; i++) await WriteAsync(name: $"Anna {i}");
        await SealAllAsync();
    }

    public async Task SealAllAsync()
    {
        while (await Sealer.SealAsync(Cancel) > 0)
        {
        }
    }

    public async Task<byte[]> ExportAsync(long? from = null, long? to = null)
    {
        var head = await Exporter.PrepareAsync(from, to, Cancel);
        using var stream = new MemoryStream();
        await Exporter.WriteAsync(head.Value, stream, Cancel);
        return stream.ToArray();
    }

    public static Task<LedgerVerdict> VerifyAsync(byte[] file, byte[]? key = null, LedgerCheckpoint? earlier = null) =>
        LedgerVerifier.VerifyAsync(new MemoryStream(file), key, earlier, Cancel);

    public Task<IReadOnlyList<LedgerRecord>> ReadAllAsync() => Reader.ReadAsync(0, 100_000, LedgerFilter.All, Cancel);

    public async ValueTask DisposeAsync()
    {
        await State.DisposeAsync();
        Key.Dispose();
        Data.Dispose();
        _folder.Delete(recursive: true);
    }
}

using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Platform.Store;

namespace Watchfloor.Platform.Tests.Store;

/// <summary>A store over a folder of its own, fed with lines as the pipeline would: one log entry a call.</summary>
internal sealed class StoreRun : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly bool _keeps;
    private long _offset;

    public StoreRun(string? folder = null, Func<EventStoreOptions, EventStoreOptions>? change = null)
    {
        _keeps = folder is not null;
        Folder = folder ?? Directory.CreateTempSubdirectory("watchfloor-store-").FullName;
        var options = new EventStoreOptions { CommitInterval = TimeSpan.FromMilliseconds(20), MemoryBytes = 512 << 20, IdleFile = TimeSpan.Zero };
        Store = EmbeddedEventStore.Open(Folder, Catalog, change?.Invoke(options) ?? options, Time);
        _offset = Store.Writer.Cursor;
    }

    public EventCatalog Catalog { get; } = EventCatalog.LoadDefault();

    public FakeTimeProvider Time { get; } = new(Noon);

    public static DateTimeOffset Noon { get; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public string Folder { get; }

    public EmbeddedEventStore Store { get; }

    /// <summary>Stores lines and waits until they are committed; answers their ids.</summary>
    public List<EventId> Add(IEnumerable<string> lines, DateTimeOffset? received = null, string retention = "std", string format = "json", DateTimeOffset? time = null)
    {
        var batch = Store.Writer.Rent();
        var ids = Fill(batch, string.Join('\n', lines) + "\n", received ?? Noon, retention, format, _offset, time);
        _offset += 1_000;
        batch.Advance(_offset);
        Store.Writer.Enqueue(batch, TestContext.Current.CancellationToken);
        Settle(_offset);
        return ids;
    }

    /// <summary>Fills a batch with one log entry.</summary>
    public List<EventId> Fill(StoreBatch rows, string text, DateTimeOffset received, string retention, string format, long offset, DateTimeOffset? time = null)
    {
        var batch = new EventBatch(Catalog.Names);
        var reader = new EventReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), FormatRegistry.ByName(format)!, Catalog.Names, DecodeLimits.Default);
        var ids = new List<EventId>();
        while (reader.Read(batch))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                Catalog.Classify(batch[i]);
                var id = new EventId(received.ToUnixTimeMilliseconds(), 0, offset, ids.Count);
                ids.Add(id);
                rows.Add(batch[i], new EventContext
                {
                    Id = id,
                    Time = time ?? Catalog.TimeOf(batch[i]) ?? received,
                    SourceId = "s1",
                    Input = "http",
                    Sender = "192.0.2.7",
                    Host = Catalog.HostOf(batch[i]),
                    Retention = retention,
                });
            }
        }

        return ids;
    }

    public void Settle(long offset)
    {
        var until = DateTime.UnixEpoch.AddMilliseconds(Environment.TickCount64) + Deadline;
        while (Store.Writer.Cursor < offset)
        {
            Assert.True(DateTime.UnixEpoch.AddMilliseconds(Environment.TickCount64) < until, "not committed: " + Store.Writer.Trouble);
            Thread.Sleep(2);
        }
    }

    public async Task<List<JsonElement>> QueryAsync(string? where, Func<EventQuery, EventQuery>? change = null)
    {
        var query = new EventQuery { Where = where };
        var answer = await Store.QueryAsync(change?.Invoke(query) ?? query, TestContext.Current.CancellationToken);
        Assert.Null(answer.Error);
        await using var rows = answer.Value;
        Warnings = rows.Warnings;
        var found = new List<JsonElement>();
        await foreach (var row in rows.Rows) found.Add(JsonDocument.Parse(row).RootElement.Clone());
        return found;
    }

    /// <summary>The warnings of the last query.</summary>
    public IReadOnlyList<string> Warnings { get; private set; } = [];

    public async Task<List<int>> NumbersAsync(string? where, Func<EventQuery, EventQuery>? change = null) =>
        [.. (await QueryAsync(where, change)).Select(r => r.GetProperty("fields").GetProperty("n").GetInt32())];

    public void Dispose()
    {
        Store.Dispose();
        if (!_keeps) Directory.Delete(Folder, recursive: true);
    }
}

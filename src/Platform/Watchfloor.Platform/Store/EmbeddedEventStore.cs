using Watchfloor.Events;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;
using Watchfloor.Platform.Store.Packs;

namespace Watchfloor.Platform.Store;

/// <summary>The event store inside the program: DuckDB, a file for each received day and retention class.</summary>
public sealed partial class EmbeddedEventStore : IDisposable
{
    private readonly EventStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly QueryGate _gate;
    private readonly PackMerger _merger;
    private readonly SemaphoreSlim _tidying = new(1, 1);
    private bool _isClosed;

    private EmbeddedEventStore(DayFiles files, EventCatalog catalog, EventStoreOptions options, TimeProvider time)
    {
        DayFiles = files;
        _options = options;
        _time = time;
        _gate = new QueryGate(options);
        _merger = new PackMerger(catalog.Names);
        Writer = new EventStoreWriter(files, new StoreColumns(catalog), options);
    }

    /// <summary>The way in.</summary>
    public EventStoreWriter Writer { get; }

    internal DayFiles DayFiles { get; }

    /// <summary>Opens the store of an events folder. Files that were not closed properly are read back to their last commit.</summary>
    /// <param name="folder">The folder, made if it is missing.</param>
    /// <param name="catalog">The catalogue that classifies the events; its field names are the batches'.</param>
    /// <param name="options">How it works.</param>
    /// <param name="time">The clock.</param>
    public static EmbeddedEventStore Open(string folder, EventCatalog catalog, EventStoreOptions options, TimeProvider time) =>
        new(DayFiles.Open(folder, catalog.Names, options, time), catalog, options, time);

    /// <summary>Closes files that nobody has used for a while. Called now and then by whoever keeps house.</summary>
    public void CloseIdleFiles() => DayFiles.CloseIdle();

    /// <summary>
    /// Puts the small packs of one day together that is over: they come when few events do, and take more space than large ones. Called now
    /// and then by whoever keeps house.
    /// </summary>
    /// <returns>The file's name, or null when there was nothing to do or files must stay as they are.</returns>
    public string? Tidy()
    {
        if (!_tidying.Wait(0)) return null;
        try
        {
            // The writer has yesterday's file open, too.
            var over = DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime).AddDays(-1);
            var file = DayFiles.All().FirstOrDefault(f => f is { Damage: null, IsGone: false, Facts: { IsTidy: false, Layout: > 1 } } && f.Name.Day < over);
            return file is not null && DayFiles.Tidy(file, _merger) ? file.Name.ToString() : null;
        }
        finally
        {
            _tidying.Release();
        }
    }

    /// <summary>Keeps the files of days that are over as they are while somebody copies them.</summary>
    public async Task WhileUntidiedAsync(Func<Task> work, CancellationToken cancellation)
    {
        await _tidying.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await work().ConfigureAwait(false);
        }
        finally
        {
            _tidying.Release();
        }
    }

    /// <summary>Commits what was enqueued and closes every file.</summary>
    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        Writer.Dispose();
        DayFiles.Dispose();
        _gate.Dispose();
        _tidying.Dispose();
    }
}

using Watchfloor.Events;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;

namespace Watchfloor.Platform.Store;

/// <summary>The event store inside the program: DuckDB, a file for each received day and retention class.</summary>
public sealed partial class EmbeddedEventStore : IDisposable
{
    private readonly EventStoreOptions _options;
    private readonly TimeProvider _time;
    private readonly QueryGate _gate;
    private bool _isClosed;

    private EmbeddedEventStore(DayFiles files, EventCatalog catalog, EventStoreOptions options, TimeProvider time)
    {
        DayFiles = files;
        _options = options;
        _time = time;
        _gate = new QueryGate(options);
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

    /// <summary>Commits what was enqueued and closes every file.</summary>
    public void Dispose()
    {
        if (_isClosed) return;
        _isClosed = true;
        Writer.Dispose();
        DayFiles.Dispose();
        _gate.Dispose();
    }
}

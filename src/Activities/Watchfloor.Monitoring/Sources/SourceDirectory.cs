using System.Collections.Concurrent;
using System.Net;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Monitoring.Sources;

/// <summary>The sources in memory: read again when their version in the database has changed. Any thread.</summary>
internal sealed class SourceDirectory(StateDatabase state, ILedgerWriter ledger, TimeProvider time) : ISourceDirectory, IDisposable
{
    private readonly SemaphoreSlim _refreshing = new(1, 1);

    // Defaults that have been handed out and have no row yet, by kind.
    private readonly ConcurrentDictionary<string, Source> _unsaved = new(StringComparer.Ordinal);
    private volatile Sources _now = new(-1, []);

    /// <summary>All sources that have a row, by name.</summary>
    public IReadOnlyList<Source> All => _now.All;

    /// <inheritdoc/>
    public Source? ById(string id) => _now.ById.GetValueOrDefault(id) ?? _unsaved.Values.FirstOrDefault(s => s.Id == id);

    /// <inheritdoc/>
    public Source? ForSender(string input, IPAddress sender)
    {
        if (sender.IsIPv4MappedToIPv6) sender = sender.MapToIPv4();
        var kind = DefaultSources.KindOf(input);
        Source? best = null;
        var length = -1;
        foreach (var source in _now.All)
        {
            if (source.Kind != kind || source.Name == DefaultSources.NameOf(kind)) continue;
            foreach (var network in source.Networks)
            {
                if (network.PrefixLength <= length || !network.Contains(sender)) continue;
                length = network.PrefixLength;
                best = source;
            }
        }

        // The one that names the sender most closely decides, also when it says no.
        if (best is null)
        {
            var own = Default(kind);
            if (own.Networks.Any(n => n.Contains(sender))) best = own;
        }

        return best is { Enabled: true } ? best : null;
    }

    /// <summary>The default of a kind, for senders whose token is bound to no source.</summary>
    public Source Default(string kind) =>
        _now.ByName.GetValueOrDefault(DefaultSources.NameOf(kind)) ?? _unsaved.GetOrAdd(kind, static (k, t) => DefaultSources.Create(k, t), time);

    /// <summary>Makes sure that a source has a row; a default gets it when its first events come.</summary>
    /// <returns>The source as it is in the database, or null when it has been removed.</returns>
    public ValueTask<Source?> SavedAsync(Source source, CancellationToken cancellation) =>
        _now.ById.TryGetValue(source.Id, out var saved) ? new ValueTask<Source?>(saved) : new ValueTask<Source?>(SaveAsync(source, cancellation));

    /// <summary>Reads the sources again if they have changed. After a change of one's own, and every few seconds for those of others.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await _refreshing.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var (version, all) = await state.ReadAsync(
                async session =>
                {
                    // The version first: a change in between is then read again, and not missed.
                    var newest = await SourceTable.VersionAsync(session, cancellation).ConfigureAwait(false);
                    return (newest, newest == _now.Version ? null : await SourceTable.AllAsync(session, cancellation).ConfigureAwait(false));
                },
                cancellation).ConfigureAwait(false);
            if (all is null) return;
            _now = new Sources(version, all);
            foreach (var kind in _unsaved.Keys)
                if (_now.ByName.ContainsKey(DefaultSources.NameOf(kind)))
                    _unsaved.TryRemove(kind, out _);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _refreshing.Dispose();

    private async Task<Source?> SaveAsync(Source source, CancellationToken cancellation)
    {
        if (_unsaved.Values.Any(s => s.Id == source.Id))
            await state.WriteAsync(
                async transaction =>
                {
                    if (await SourceTable.InsertAsync(transaction, source, cancellation).ConfigureAwait(false))
                        await ledger.AppendAsync(transaction, SourceEntries.Added(source, Actor.System), cancellation).ConfigureAwait(false);
                },
                cancellation).ConfigureAwait(false);
        await RefreshAsync(cancellation).ConfigureAwait(false);
        return _now.ById.GetValueOrDefault(source.Id)
            ?? (source.Name == DefaultSources.NameOf(source.Kind) ? _now.ByName.GetValueOrDefault(source.Name) : null);
    }

    private sealed class Sources(long version, IReadOnlyList<Source> all)
    {
        public long Version => version;

        public IReadOnlyList<Source> All => all;

        public Dictionary<string, Source> ById { get; } = all.ToDictionary(s => s.Id, StringComparer.Ordinal);

        public Dictionary<string, Source> ByName { get; } = all.ToDictionary(s => s.Name, StringComparer.Ordinal);
    }
}

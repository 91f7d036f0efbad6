using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Identity;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Identity.Tokens;

/// <summary>
/// The tokens in memory, so that a request costs no query. They are read again every two seconds, because the command line changes them beside
/// the server; a token that is not known is looked for at once.
/// </summary>
/// <remarks>The refresh is run by the host; look-ups come from any thread.</remarks>
internal sealed partial class TokenDirectory(TokenStore store, TimeProvider time, ILogger<TokenDirectory> logger) : BackgroundService
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _apart = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<string, long> _used = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Dictionary<Guid, (TokenInfo Info, byte[] Hash, Actor Actor)> _tokens = [];
    private long _readAt;

    /// <summary>The actor of a token, or null when it is not one, has ended or was revoked.</summary>
    public async ValueTask<Actor?> FindAsync(string token, CancellationToken cancellation)
    {
        if (!TokenSecret.TryParse(token, out var id, out var hash)) return null;
        if (!_tokens.ContainsKey(id)) await ReadAsync(Stopwatch.GetTimestamp(), cancellation).ConfigureAwait(false);
        if (!_tokens.TryGetValue(id, out var known) || !CryptographicOperations.FixedTimeEquals(hash, known.Hash)) return null;
        var now = time.GetUtcNow();
        if (known.Info.Expires <= now) return null;
        _used[known.Info.Id] = now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute);
        return known.Actor;
    }

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(Stopwatch.GetTimestamp(), cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _reading.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await ReadAsync(Stopwatch.GetTimestamp(), stoppingToken).ConfigureAwait(false);
                await NoteUsesAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is StateException or System.Data.Common.DbException)
            {
                // Those that are known stay valid: a state that is away must not stop the intake of events.
                LogStale(e);
            }
        }
    }

    /// <summary>Reads the tokens, unless that was done after a moment; at most ten times a second, whoever asks for unknown ones.</summary>
    private async Task ReadAsync(long moment, CancellationToken cancellation)
    {
        await _reading.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_readAt > moment) return;
            if (_readAt != 0 && _apart - Stopwatch.GetElapsedTime(_readAt) is { Ticks: > 0 } wait) await Task.Delay(wait, cancellation).ConfigureAwait(false);
            _readAt = Stopwatch.GetTimestamp();
            var tokens = await store.ActiveAsync(cancellation).ConfigureAwait(false);
            _tokens = tokens.ToDictionary(t => Guid.Parse(t.Info.Id), t => (t.Info, t.Hash, ActorOf(t.Info)));
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task NoteUsesAsync(CancellationToken cancellation)
    {
        var tokens = _tokens.Values.ToDictionary(t => t.Info.Id, t => t.Info.LastUsed?.UtcTicks ?? 0, StringComparer.Ordinal);
        var news = _used.Where(u => tokens.TryGetValue(u.Key, out var before) && before < u.Value).ToList();
        if (news.Count > 0) await store.UsedAsync(news, cancellation).ConfigureAwait(false);
    }

    private static Actor ActorOf(TokenInfo token) => new()
    {
        Kind = ActorKind.Token,
        Id = token.Id,
        Name = token.Name,
        Permissions = Scopes.PermissionsOf(token.Scopes),
        SourceId = token.SourceId,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tokens cannot be read again; those known before stay valid")]
    private partial void LogStale(Exception exception);
}

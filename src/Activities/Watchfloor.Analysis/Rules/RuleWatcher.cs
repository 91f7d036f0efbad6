using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Platform.Log;
using Watchfloor.Platform.Pipeline;

namespace Watchfloor.Analysis.Rules;

/// <summary>
/// Watches the rule folders. A change is read, compiled and stored aside, and then enters the log, so that every event is matched by the rules
/// that were active at its place, now and in a replay. A folder that is gone changes nothing: the rules in force stay, and it is said.
/// </summary>
/// <remarks>Run by the host: the first look before it is ready, then one look every two seconds.</remarks>
internal sealed partial class RuleWatcher(RuleOptions options, RuleSetStore store, IEventLog log, TimeProvider time, ILogger<RuleWatcher> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan _every = TimeSpan.FromSeconds(2);
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;
    private int _fingerprint;
    private string _hash = "";
    private string? _trouble;

    /// <summary>Why the folders cannot be read, or null.</summary>
    public string? Trouble => Volatile.Read(ref _trouble);

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken).ConfigureAwait(false);
        _watching = WatchAsync(_stop.Token);
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private async Task WatchAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(_every, time);
        while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false)) await LookAsync(cancellation).ConfigureAwait(false);
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        try
        {
            var fingerprint = RuleSnapshot.Fingerprint(options.Folders);
            if (fingerprint == _fingerprint && _hash.Length > 0)
            {
                Volatile.Write(ref _trouble, null);
                return;
            }

            var snapshot = RuleSnapshot.Read(options.Folders);
            if (snapshot.Hash != _hash)
            {
                var rules = store.Add(snapshot);
                var entry = new LogEntry(LogEntryKind.Control, time.GetUtcNow().ToUnixTimeMilliseconds(), new ControlEntry(ControlEntry.Rules, snapshot.Hash).ToBytes());
                var appended = await log.AppendAsync(entry, cancellation).ConfigureAwait(false);
                if (!appended.IsDurable) throw new IOException($"the event log does not take the change of rules ({appended.Outcome})");
                _hash = snapshot.Hash;
                LogLoaded(rules.Set.Loaded, rules.Set.Refused, snapshot.Hash);
            }

            _fingerprint = fingerprint;
            Volatile.Write(ref _trouble, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (_trouble != e.Message) LogTrouble(e);
            Volatile.Write(ref _trouble, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Loaded} rules loaded, {Refused} refused; rule set {Hash}")]
    private partial void LogLoaded(int loaded, int refused, string hash);

    [LoggerMessage(Level = LogLevel.Error, Message = "The rules cannot be read; those in force stay")]
    private partial void LogTrouble(Exception exception);
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Subscriptions;

/// <summary>Runs every subscription, each on a task of its own, so that one that fails holds up no other.</summary>
internal sealed partial class SubscriptionService : BackgroundService
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyList<LedgerSubscription> _subscriptions;
    private readonly LedgerHead _head;
    private readonly TimeProvider _time;
    private readonly ILogger<SubscriptionService> _logger;

    public SubscriptionService(IEnumerable<ILedgerSubscriber> subscribers, StateDatabase state, DeadLetters deadLetters, LedgerHead head, TimeProvider time, ILogger<SubscriptionService> logger)
    {
        _subscriptions = [.. subscribers.Select(s => new LedgerSubscription(s, state, deadLetters))];
        if (_subscriptions.GroupBy(s => s.Name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new InvalidOperationException($"two ledger subscribers are called {twice.Key}");
        _head = head;
        _time = time;
        _logger = logger;
    }

    /// <summary>How every subscriber fares.</summary>
    public IReadOnlyList<SubscriberStatus> Status() =>
    [
        .. _subscriptions.Select(s => new SubscriberStatus
        {
            Name = s.Name,
            Position = s.Handled.Position,
            Behind = Math.Max(0, _head.Position - s.Handled.Position),
            LastError = s.LastError,
        }),
    ];

    /// <summary>Waits until a subscriber has handled everything up to a position.</summary>
    /// <exception cref="ArgumentException">There is no such subscriber.</exception>
    public Task WaitForAsync(string subscriber, long position, CancellationToken cancellation) =>
        (_subscriptions.FirstOrDefault(s => s.Name == subscriber) ?? throw new ArgumentException($"there is no ledger subscriber {subscriber}", nameof(subscriber)))
            .Handled.WaitForPositionAsync(position, cancellation);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_subscriptions.Select(s => RunAsync(s, stoppingToken)));

    private async Task RunAsync(LedgerSubscription subscription, CancellationToken stopping)
    {
        var wait = FirstWait;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var outcome = await subscription.StepAsync(_head.Position, stopping).ConfigureAwait(false);
                if (outcome == StepOutcome.Failed)
                {
                    LogFailed(subscription.Name, subscription.Handled.Position, subscription.LastError);
                    await Task.Delay(wait, _time, stopping).ConfigureAwait(false);
                    wait = Longer(wait);
                    continue;
                }

                wait = FirstWait;
                if (outcome == StepOutcome.Buried) LogBuried(subscription.Name, subscription.LastError);
                if (outcome == StepOutcome.UpToDate) await _head.WaitForPositionAsync(subscription.Handled.Position + 1, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            // The database is away: no entry is to blame, so none is counted as tried.
            catch (StateException e)
            {
                LogUnavailable(subscription.Name, e.Message);
                await Task.Delay(wait, _time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                wait = Longer(wait);
            }
        }
    }

    private static TimeSpan Longer(TimeSpan wait) => wait * 2 < LongestWait ? wait * 2 : LongestWait;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ledger subscriber {Subscriber} failed after position {Position}: {Error}")]
    private partial void LogFailed(string subscriber, long position, string? error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Ledger subscriber {Subscriber} could not handle an entry, which is a dead letter now: {Error}")]
    private partial void LogBuried(string subscriber, string? error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Ledger subscriber {Subscriber} waits for the state database: {Error}")]
    private partial void LogUnavailable(string subscriber, string error);
}

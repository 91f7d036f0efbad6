using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Platform.Ledger.Proof;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Sealing;

/// <summary>Runs the sealer: at once when this process has committed an entry, and every 100 ms for the entries of others. One task of the thread pool.</summary>
internal sealed partial class SealingService(LedgerSealer sealer, LedgerKeys keys, LedgerSignal signal, LedgerHealth health, TimeProvider time, ILogger<SealingService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Between two sealings entries gather, so that a busy time costs few transactions.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isKeyKnown = false;
        var isFailing = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!isKeyKnown)
                {
                    await keys.RegisterAsync(stoppingToken).ConfigureAwait(false);
                    isKeyKnown = true;
                }

                var count = await sealer.SealAsync(stoppingToken).ConfigureAwait(false);
                if (isFailing) LogWorksAgain();
                isFailing = false;
                health.Trouble(null);
                if (count == LedgerSealer.MaxBatch) continue;
                if (count > 0) await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(false);
                await signal.WaitAsync(Interval, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            // Whatever it is, entries wait in the database and nothing is lost; a sealer that gave up would be.
            catch (Exception e)
            {
                if (!isFailing) LogFailure(e);
                isFailing = true;
                health.Trouble(e.Message);
                await Task.Delay(AfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await ReleaseAsync().ConfigureAwait(false);
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await sealer.ReleaseAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (StateException e)
        {
            LogNotReleased(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Ledger entries are not being sealed; they wait in the database, and it is tried again every second")]
    private partial void LogFailure(Exception e);

    [LoggerMessage(Level = LogLevel.Information, Message = "Ledger entries are being sealed again")]
    private partial void LogWorksAgain();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sealer's lease could not be given back; another server takes it when it ends")]
    private partial void LogNotReleased(Exception e);
}

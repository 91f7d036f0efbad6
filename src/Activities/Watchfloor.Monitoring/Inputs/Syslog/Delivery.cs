using System.Data.Common;
using System.Net;
using Watchfloor.Monitoring.Intake;
using Watchfloor.Monitoring.Sources;
using Watchfloor.Platform.State;

namespace Watchfloor.Monitoring.Inputs.Syslog;

/// <summary>Hands the messages of one sender to the intake, and waits with it while it cannot take them: the sender is not read from meanwhile.</summary>
internal sealed class Delivery(IIntake intake, InputCounters counters, TimeProvider time)
{
    private static readonly TimeSpan _leastWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _mostWait = TimeSpan.FromSeconds(5);

    /// <summary>Hands over a body and empties it.</summary>
    /// <returns>True when it is on disk (or empty); false when the source is not allowed any more.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled. The body's messages may be on disk or not.</exception>
    public async ValueTask<bool> DeliverAsync(MessageBody body, Sender sender, CancellationToken cancellation)
    {
        if (body.Count == 0) return true;
        var (events, bytes) = (body.Count, body.Bytes.Length);
        try
        {
            var outcome = await TakeAsync(Batch(body, sender), cancellation).ConfigureAwait(false);
            body.Dispose();
            if (outcome == IntakeOutcome.Accepted)
            {
                counters.Took(events, bytes);
                return true;
            }

            counters.Dropped(events, $"{sender.Address}: the source {sender.Source.Name} is gone or switched off");
            return false;
        }
        catch
        {
            body.Forget();
            throw;
        }
    }

    /// <summary>Hands over a body, once.</summary>
    public ValueTask<IntakeResult> TryAsync(MessageBody body, Sender sender, CancellationToken cancellation) => TryAsync(Batch(body, sender), cancellation);

    /// <summary>How long to wait before trying again.</summary>
    public TimeSpan Wait(IntakeResult result, ref TimeSpan last)
    {
        counters.Waited();
        last = TimeSpan.FromTicks(Math.Clamp(Math.Max(result.RetryAfter.Ticks, last.Ticks * 2), _leastWait.Ticks, _mostWait.Ticks));
        return last;
    }

    private async ValueTask<IntakeOutcome> TakeAsync(IntakeBatch batch, CancellationToken cancellation)
    {
        var wait = TimeSpan.Zero;
        while (true)
        {
            var result = await TryAsync(batch, cancellation).ConfigureAwait(false);
            if (result.Outcome is IntakeOutcome.Accepted or IntakeOutcome.NoSource) return result.Outcome;
            await Task.Delay(Wait(result, ref wait), time, cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask<IntakeResult> TryAsync(IntakeBatch batch, CancellationToken cancellation)
    {
        try
        {
            return await intake.TakeAsync(batch, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or DbException or StateException or TimeoutException)
        {
            // A disk or a database in trouble: for the sender the same as being told to wait.
            counters.Troubled(e.Message);
            return new IntakeResult(IntakeOutcome.Failed);
        }
    }

    private IntakeBatch Batch(MessageBody body, Sender sender) => new()
    {
        SourceId = sender.Source.Id,
        Input = counters.Input,
        Format = body.Format,
        Sender = sender.Text,
        Events = body.Count,
        Body = body.Bytes,
    };
}

/// <summary>Who sends.</summary>
/// <param name="Address">The address.</param>
/// <param name="Source">The source it belongs to.</param>
internal sealed record Sender(IPAddress Address, Source Source)
{
    /// <summary>The address as text.</summary>
    public string Text { get; } = Address.ToString();

    /// <summary>The address as we know it: an IPv4 address in IPv6 clothes is an IPv4 address.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}

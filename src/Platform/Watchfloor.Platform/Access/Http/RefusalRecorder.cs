using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Watchfloor.Contracts.Access;
using Watchfloor.Platform.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Access.Http;

/// <summary>
/// Writes refused requests into the ledger. The first of a kind is written at once; its repeats are counted and written once a minute, so that
/// nobody can fill the ledger with wrong tokens.
/// </summary>
/// <remarks>The host runs the minute; refusals come from any thread.</remarks>
internal sealed partial class RefusalRecorder(StateDatabase state, ILedgerWriter ledger, TimeProvider time, ILogger<RefusalRecorder> logger) : BackgroundService
{
    /// <summary>How many kinds are told apart in a minute. Those beyond share one.</summary>
    private const int MaxKinds = 1_000;

    private static readonly TimeSpan _every = TimeSpan.FromMinutes(1);
    private static readonly Refusal _others = new("anonymous", "others", "others");
    private readonly ConcurrentDictionary<Refusal, Tally> _tallies = new();

    /// <summary>Records that a request was refused.</summary>
    /// <param name="actor">Who sent it.</param>
    /// <param name="reason">The permission that he lacks, or what is wrong with his credential.</param>
    /// <param name="address">From where.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RecordAsync(Actor actor, string reason, string address, CancellationToken cancellation)
    {
        var refusal = new Refusal(actor.Id, reason, address);
        if (_tallies.Count >= MaxKinds && !_tallies.ContainsKey(refusal)) (refusal, actor) = (_others, Actor.Anonymous);
        if (_tallies.TryAdd(refusal, new Tally(actor))) await WriteAsync(actor, refusal, 1, cancellation).ConfigureAwait(false);
        else if (_tallies.TryGetValue(refusal, out var tally)) Interlocked.Increment(ref tally.Repeats);
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes the repeats, and forgets what had none.</summary>
    internal async Task FlushAsync(CancellationToken cancellation)
    {
        foreach (var (refusal, tally) in _tallies.ToArray())
        {
            var repeats = Interlocked.Exchange(ref tally.Repeats, 0);
            if (repeats == 0) _tallies.TryRemove(refusal, out _);
            else await WriteAsync(tally.Actor, refusal, repeats, cancellation).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false)) await FlushAsync(stoppingToken).ConfigureAwait(false);
    }

    private async Task WriteAsync(Actor actor, Refusal refusal, long times, CancellationToken cancellation)
    {
        var entry = new LedgerEntry
        {
            Type = "access.refused",
            Actor = actor,
            Payload = JsonSerializer.SerializeToElement(new RefusalFact(refusal.Reason, refusal.Address, times), RefusalJson.Default.RefusalFact),
            PersonId = actor.Kind == ActorKind.User ? actor.Id : null,
        };
        try
        {
            await state.WriteAsync(transaction => ledger.AppendAsync(transaction, entry, cancellation), cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StateException or DbException)
        {
            // Refused it is all the same; that it is not written down is said here.
            LogLost(times, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Times} refused requests could not be written into the ledger")]
    private partial void LogLost(long times, Exception exception);

    private sealed record Refusal(string ActorId, string Reason, string Address);

    private sealed class Tally(Actor actor)
    {
        public long Repeats;

        public Actor Actor { get; } = actor;
    }
}

/// <summary>The payload of a refusal.</summary>
internal sealed record RefusalFact(string Reason, string Address, long Times);

[JsonSerializable(typeof(RefusalFact))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class RefusalJson : JsonSerializerContext;

using System.Globalization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Contracts.Requests;
using Watchfloor.Platform.Ledger.Proof;
using Watchfloor.Platform.Ledger.Subscriptions;

namespace Watchfloor.Platform.Ledger;

/// <summary>Answers what is asked of the ledger.</summary>
internal sealed class LedgerHandlers(LedgerReader reader, LedgerHead head, LedgerExporter exporter, DeadLetters deadLetters, SubscriptionService subscriptions, TimeProvider time)
    : IRequestHandler<ReadLedger, Page<LedgerRecord>>,
        IRequestHandler<ReadCheckpoint, SignedCheckpoint>,
        IRequestHandler<ExportLedger, LedgerExportFile>,
        IRequestHandler<ListDeadLetters, Page<DeadLetter>>,
        IRequestHandler<RetryDeadLetter, Done>,
        IRequestHandler<SkipDeadLetter, Done>,
        IRequestHandler<ListSubscribers, IReadOnlyList<SubscriberStatus>>
{
    private const int MaxLimit = 1_000;
    private const int MaxTypes = 20;
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<Result<Page<LedgerRecord>>> HandleAsync(ReadLedger request, Actor actor, CancellationToken cancellation)
    {
        if (request.After < 0) return CommonErrors.Invalid("after", "after is a position: 0 or more.");
        if (LimitError(request.Limit) is { } error) return error;
        if (request.Filter.Types.Count > MaxTypes) return CommonErrors.Invalid("type", $"At most {MaxTypes} types can be asked for at once.");
        if (request.Wait < TimeSpan.Zero || request.Wait > MaxWait) return CommonErrors.Invalid("wait", "wait is a number of seconds from 0 to 30.");
        var entries = await ReadAsync(request, cancellation).ConfigureAwait(false);
        return new Page<LedgerRecord>(entries, entries.Count == request.Limit ? entries[^1].Position.ToString(CultureInfo.InvariantCulture) : null);
    }

    /// <inheritdoc/>
    public async Task<Result<SignedCheckpoint>> HandleAsync(ReadCheckpoint request, Actor actor, CancellationToken cancellation)
    {
        if (!(await exporter.PrepareAsync(from: null, to: null, cancellation).ConfigureAwait(false)).TryGet(out var export, out var error)) return error;
        return new SignedCheckpoint
        {
            Size = export.Size,
            Root = Convert.ToHexStringLower(export.Root),
            At = export.At,
            Signature = Convert.ToHexStringLower(export.Signature),
            Key = LedgerKey.PublicPemOf(export.Key),
            KeyId = LedgerKey.IdOf(export.Key),
        };
    }

    /// <inheritdoc/>
    public async Task<Result<LedgerExportFile>> HandleAsync(ExportLedger request, Actor actor, CancellationToken cancellation)
    {
        if (!(await exporter.PrepareAsync(request.From, request.To, cancellation).ConfigureAwait(false)).TryGet(out var export, out var error)) return error;
        return new LedgerExportFile($"ledger-{export.From}-{export.To}.wfl", (stream, stop) => exporter.WriteAsync(export, stream, stop));
    }

    /// <inheritdoc/>
    public async Task<Result<Page<DeadLetter>>> HandleAsync(ListDeadLetters request, Actor actor, CancellationToken cancellation)
    {
        if (LimitError(request.Limit) is { } error) return error;
        var letters = await deadLetters.ListAsync(request.Cursor, request.Limit, cancellation).ConfigureAwait(false);
        return new Page<DeadLetter>(letters, letters.Count == request.Limit ? letters[^1].Id : null);
    }

    /// <inheritdoc/>
    public Task<Result<Done>> HandleAsync(RetryDeadLetter request, Actor actor, CancellationToken cancellation) => deadLetters.RetryAsync(request.Id, actor, cancellation);

    /// <inheritdoc/>
    public Task<Result<Done>> HandleAsync(SkipDeadLetter request, Actor actor, CancellationToken cancellation) => deadLetters.SkipAsync(request.Id, actor, cancellation);

    /// <inheritdoc/>
    public Task<Result<IReadOnlyList<SubscriberStatus>>> HandleAsync(ListSubscribers request, Actor actor, CancellationToken cancellation) =>
        Task.FromResult<Result<IReadOnlyList<SubscriberStatus>>>(subscriptions.Status().ToArray());

    private static Error? LimitError(int limit) => limit is < 1 or > MaxLimit ? CommonErrors.Invalid("limit", $"limit is a number from 1 to {MaxLimit}.") : null;

    private async Task<IReadOnlyList<LedgerRecord>> ReadAsync(ReadLedger request, CancellationToken cancellation)
    {
        using var end = new CancellationTokenSource(request.Wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, end.Token);
        while (true)
        {
            // Read first, then look: what is sealed between the two is not waited for.
            var seen = head.Position;
            var entries = await reader.ReadAsync(request.After, request.Limit, request.Filter, cancellation).ConfigureAwait(false);
            if (entries.Count > 0 || request.Wait == TimeSpan.Zero) return entries;
            try
            {
                await head.WaitForPositionAsync(Math.Max(seen, request.After) + 1, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return entries;
            }
        }
    }
}

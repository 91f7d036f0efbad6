using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger.Subscriptions;

/// <summary>Entries that a subscriber could not handle: kept until somebody has them tried again or skips them.</summary>
internal sealed class DeadLetters(StateDatabase state, IEnumerable<ILedgerSubscriber> subscribers, ILedgerWriter ledger, TimeProvider time)
{
    /// <summary>A subscriber with so many dead letters stops instead of making more: then it is broken, not the entry.</summary>
    public const int MaxPerSubscriber = 1_000;

    private const int MaxError = 1_000;

    private const string Select = "SELECT d.*, e.type FROM ledger_dead_letter d LEFT JOIN ledger_entry e ON e.position = d.position";

    /// <summary>What to keep of a failure.</summary>
    public static string Describe(Exception failure)
    {
        var text = $"{failure.GetType().Name}: {failure.Message}";
        return text.Length <= MaxError ? text : text[..MaxError];
    }

    /// <summary>Adds one.</summary>
    /// <returns>False when the subscriber has too many.</returns>
    public async Task<bool> AddAsync(StateTransaction transaction, string subscriber, long position, string error, int attempts, CancellationToken cancellation)
    {
        var count = await transaction.NumberAsync("SELECT COUNT(*) FROM ledger_dead_letter WHERE subscriber = @name", cancellation, ("name", subscriber)).ConfigureAwait(false);
        if (count >= MaxPerSubscriber) return false;
        await transaction.ExecuteAsync(
            """
            INSERT INTO ledger_dead_letter (id, subscriber, position, error, attempts, at) VALUES (@id, @name, @position, @error, @attempts, @at)
            ON CONFLICT (subscriber, position) DO UPDATE SET error = excluded.error, attempts = ledger_dead_letter.attempts + excluded.attempts, at = excluded.at
            """,
            cancellation,
            ("id", Guid.CreateVersion7(time.GetUtcNow()).ToString()),
            ("name", subscriber),
            ("position", position),
            ("error", error),
            ("attempts", attempts),
            ("at", time.GetUtcNow().UtcTicks)).ConfigureAwait(false);
        return true;
    }

    /// <summary>The dead letters after an id, oldest first.</summary>
    public Task<List<DeadLetter>> ListAsync(string? after, int limit, CancellationToken cancellation) => state.ReadAsync(
        s => s.QueryAsync($"{Select} WHERE d.id > @after ORDER BY d.id LIMIT @limit", Row, cancellation, ("after", after ?? ""), ("limit", limit)),
        cancellation);

    /// <summary>Hands an entry to its subscriber once more.</summary>
    public async Task<Result<Done>> RetryAsync(string id, Actor actor, CancellationToken cancellation)
    {
        try
        {
            return await state.WriteAsync<Result<Done>>(
                async transaction =>
                {
                    if (await TakeAsync(transaction, id, cancellation).ConfigureAwait(false) is not { } letter) return CommonErrors.NotFound("dead letter", id);
                    if (subscribers.FirstOrDefault(s => s.Name == letter.Subscriber) is not { } subscriber)
                        return new Error(ErrorKind.Conflict, "dead_letter.no_subscriber", $"There is no subscriber {letter.Subscriber} any more; skip the entry.");
                    var entries = await LedgerReader.ReadAsync(transaction, letter.Position - 1, letter.Position, 1, LedgerFilter.All, cancellation).ConfigureAwait(false);
                    await subscriber.HandleAsync(transaction, entries, cancellation).ConfigureAwait(false);
                    return await ForgetAsync(transaction, id, "ledger.dead_letter_retried", letter, actor, cancellation).ConfigureAwait(false);
                },
                cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (StateException or OperationCanceledException))
        {
            await state.WriteAsync(
                t => t.ExecuteAsync("UPDATE ledger_dead_letter SET error = @error, attempts = attempts + 1 WHERE id = @id", cancellation, ("error", Describe(e)), ("id", id)),
                cancellation).ConfigureAwait(false);
            return new Error(ErrorKind.Conflict, "dead_letter.failed_again", $"It failed again: {Describe(e)}");
        }
    }

    /// <summary>Gives an entry up for its subscriber. The ledger records who did so.</summary>
    public Task<Result<Done>> SkipAsync(string id, Actor actor, CancellationToken cancellation) => state.WriteAsync<Result<Done>>(
        async transaction => await TakeAsync(transaction, id, cancellation).ConfigureAwait(false) is { } letter
            ? await ForgetAsync(transaction, id, "ledger.dead_letter_skipped", letter, actor, cancellation).ConfigureAwait(false)
            : CommonErrors.NotFound("dead letter", id),
        cancellation);

    private static Task<DeadLetter?> TakeAsync(StateTransaction transaction, string id, CancellationToken cancellation) =>
        transaction.FirstAsync($"{Select} WHERE d.id = @id", Row, cancellation, ("id", id));

    private static DeadLetter Row(System.Data.Common.DbDataReader row) => new()
    {
        Id = row.Text("id"),
        Subscriber = row.Text("subscriber"),
        Position = row.Number("position"),
        Type = row.TextOrNull("type") ?? "",
        Error = row.Text("error"),
        Attempts = (int)row.Number("attempts"),
        At = row.Time("at"),
    };

    private async Task<Done> ForgetAsync(StateTransaction transaction, string id, string type, DeadLetter letter, Actor actor, CancellationToken cancellation)
    {
        await transaction.ExecuteAsync("DELETE FROM ledger_dead_letter WHERE id = @id", cancellation, ("id", id)).ConfigureAwait(false);
        var payload = System.Text.Json.JsonSerializer.SerializeToElement(new DeadLetterFact(letter.Subscriber, letter.Position), LedgerPayloads.Default.DeadLetterFact);
        await ledger.AppendAsync(transaction, new LedgerEntry { Type = type, Actor = actor, Subject = id, Payload = payload }, cancellation).ConfigureAwait(false);
        return default;
    }
}

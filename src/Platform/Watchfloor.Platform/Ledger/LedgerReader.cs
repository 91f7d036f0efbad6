using Watchfloor.Contracts.Ledger;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Ledger;

/// <summary>Reads sealed entries in the order of their positions.</summary>
public sealed class LedgerReader(StateDatabase state, LedgerHead head)
{
    /// <summary>The entries that follow a position and fit a filter, oldest first.</summary>
    /// <param name="after">The position that the reader has; 0 for all.</param>
    /// <param name="limit">The most entries to give.</param>
    /// <param name="filter">Which are wanted.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public Task<IReadOnlyList<LedgerRecord>> ReadAsync(long after, int limit, LedgerFilter filter, CancellationToken cancellation) =>
        state.ReadAsync(session => ReadAsync(session, after, long.MaxValue, limit, filter, cancellation), cancellation);

    /// <summary>The same inside a session, up to a last position.</summary>
    internal static async Task<IReadOnlyList<LedgerRecord>> ReadAsync(StateSession session, long after, long last, int limit, LedgerFilter filter, CancellationToken cancellation)
    {
        var parameters = new List<(string, object?)> { ("after", after), ("last", last), ("limit", limit) };
        var conditions = "e.position > @after AND e.position <= @last";
        if (filter.Subject is { } subject)
        {
            conditions += " AND e.subject = @subject";
            parameters.Add(("subject", subject));
        }

        var types = filter.Types.Select((type, i) => TypeCondition(type, i, parameters)).ToList();
        if (types.Count > 0) conditions += $" AND ({string.Join(" OR ", types)})";
        return await session.QueryAsync($"{LedgerRows.Select} WHERE {conditions} ORDER BY e.position LIMIT @limit", LedgerRows.Record, cancellation, [.. parameters]).ConfigureAwait(false);
    }

    /// <summary>The position of an entry, once it is sealed: at most some 100 ms after its commit, so that who wrote it can read on from there.</summary>
    public async Task<long> PositionOfAsync(Guid entry, CancellationToken cancellation)
    {
        while (true)
        {
            var seen = head.Position;
            var position = await state.ReadAsync(
                session => session.NumberAsync("SELECT position FROM ledger_entry WHERE id = @id", cancellation, ("id", entry.ToString())),
                cancellation).ConfigureAwait(false);
            if (position is { } sealedAt)
            {
                head.Advance(sealedAt);
                return sealedAt;
            }

            await head.WaitForPositionAsync(seen + 1, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The last position known to be sealed.</summary>
    public long Position => head.Position;

    /// <summary>Waits until a position is sealed (read your writes).</summary>
    public Task WaitForPositionAsync(long position, CancellationToken cancellation) => head.WaitForPositionAsync(position, cancellation);

    private static string TypeCondition(string type, int index, List<(string, object?)> parameters)
    {
        if (!type.EndsWith(".*", StringComparison.Ordinal))
        {
            parameters.Add(($"type{index}", type));
            return $"e.type = @type{index}";
        }

        // Texts are compared by their bytes, and '/' follows '.'.
        parameters.Add(($"from{index}", type[..^1]));
        parameters.Add(($"to{index}", type[..^2] + "/"));
        return $"(e.type >= @from{index} AND e.type < @to{index})";
    }
}

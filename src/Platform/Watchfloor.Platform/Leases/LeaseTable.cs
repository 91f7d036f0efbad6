using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Leases;

/// <summary>
/// Takes and checks leases, always inside the transaction that does the leased work: that a lease holds and what was done under it are
/// committed together.
/// </summary>
/// <param name="owner">This instance.</param>
/// <param name="time">The clock. Servers whose clocks differ may take a lease from each other too early; the epoch keeps that harmless.</param>
public sealed class LeaseTable(LeaseOwner owner, TimeProvider time)
{
    /// <summary>
    /// Takes a lease that is free, has ended, or was this instance's before it was started anew. One that ends impossibly late was given
    /// by a clock that has been set back, and counts as ended.
    /// </summary>
    /// <returns>The lease, or null while another holds it.</returns>
    public async Task<Lease?> TakeAsync(StateTransaction transaction, string name, TimeSpan duration, CancellationToken cancellation)
    {
        var now = time.GetUtcNow().UtcTicks;
        var epoch = await transaction.NumberAsync(
            """
            INSERT INTO lease (name, owner, epoch, until) VALUES (@name, @owner, 1, @until)
            ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, epoch = lease.epoch + 1, until = excluded.until
            WHERE lease.owner = excluded.owner OR lease.until <= @now OR lease.until > @impossible
            RETURNING epoch
            """,
            cancellation,
            ("name", name),
            ("owner", owner.Id),
            ("until", now + duration.Ticks),
            ("now", now),
            ("impossible", now + (2 * duration.Ticks))).ConfigureAwait(false);
        return epoch is { } taken ? new Lease(name, owner.Id, taken, duration) : null;
    }

    /// <summary>Checks that a lease is still held, and makes it last longer.</summary>
    /// <exception cref="LeaseLostException">Another has taken it.</exception>
    public async Task HoldAsync(StateTransaction transaction, Lease lease, CancellationToken cancellation)
    {
        var held = await transaction.ExecuteAsync(
            "UPDATE lease SET until = @until WHERE name = @name AND owner = @owner AND epoch = @epoch",
            cancellation,
            ("until", time.GetUtcNow().UtcTicks + lease.Duration.Ticks),
            ("name", lease.Name),
            ("owner", lease.Owner),
            ("epoch", lease.Epoch)).ConfigureAwait(false);
        if (held != 1) throw new LeaseLostException(lease);
    }

    /// <summary>Gives a lease back before its end, if it is still held.</summary>
    public static Task ReleaseAsync(StateTransaction transaction, Lease lease, CancellationToken cancellation) => transaction.ExecuteAsync(
        "UPDATE lease SET until = 0 WHERE name = @name AND owner = @owner AND epoch = @epoch",
        cancellation,
        ("name", lease.Name),
        ("owner", lease.Owner),
        ("epoch", lease.Epoch));
}

namespace Watchfloor.Platform.Log;

/// <summary>What was found damaged, in order, each place once. Any thread.</summary>
internal sealed class DamageList
{
    private const int Max = 1000;

    private readonly Lock _gate = new();
    private LogDamage[] _all = [];

    /// <summary>All of it.</summary>
    public IReadOnlyList<LogDamage> All => Volatile.Read(ref _all);

    /// <summary>Adds a stretch; what it touches becomes one with it. Beyond a thousand the newest grow together.</summary>
    public void Add(LogDamage damage)
    {
        lock (_gate)
        {
            var touching = _all.Where(d => d.From < damage.To && damage.From < d.To).ToList();
            if (touching.Count == 1 && touching[0].From <= damage.From && touching[0].To >= damage.To) return;
            if (touching.Count == 0 && _all.Length >= Max) touching.Add(_all[^1]);
            foreach (var other in touching)
                damage = new LogDamage(Math.Min(other.From, damage.From), Math.Max(other.To, damage.To), other.Reason);
            Volatile.Write(ref _all, [.. _all.Except(touching).Append(damage).OrderBy(d => d.From)]);
        }
    }
}

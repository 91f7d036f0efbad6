using Watchfloor.Contracts.Health;

namespace Watchfloor.Platform.Health;

/// <summary>Tells who has caused how much work. A room registers one for each kind of thing that it can charge.</summary>
public interface ICostSource
{
    /// <summary>What it is so far. Any thread.</summary>
    /// <param name="top">How many to name.</param>
    CostTable Report(int top);

    /// <summary>A table of those with the most.</summary>
    static CostTable Table(string name, IEnumerable<Cost> all, int top)
    {
        var costs = all.Where(c => c.Count > 0).ToList();
        return new CostTable(name, costs.Sum(c => c.Seconds), [.. costs.OrderByDescending(c => c.Seconds).ThenBy(c => c.Id, StringComparer.Ordinal).Take(top)]);
    }
}

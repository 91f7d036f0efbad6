using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation;

/// <summary>The hits of one correlation that have the same group-by values.</summary>
internal sealed class Group
{
    /// <summary>The joined values, the key under which the group is found.</summary>
    public required string Key { get; init; }

    /// <summary>The group-by values as the first hit wrote them.</summary>
    public required string[] Values { get; init; }

    /// <summary>The hits.</summary>
    public required Window Window { get; init; }

    /// <summary>The time of the latest hit.</summary>
    public long Latest { get; set; }

    /// <summary>For whole windows: when it is over, in UTC ticks.</summary>
    public long Deadline { get; set; }

    /// <summary>For whole windows: how many were opened before it, which decides between equal deadlines.</summary>
    public long Sequence { get; set; }

    /// <summary>Of the latest hit, the values that correlations above ask for and that are not group-by values.</summary>
    public string?[] Carried { get; set; } = [];
}

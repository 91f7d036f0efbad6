namespace Watchfloor.Sigma.Correlation.Windows;

/// <summary>How many hits all windows of an engine may still hold.</summary>
internal sealed class HitBudget(int most)
{
    private int _held;

    /// <summary>Takes room for one hit; false when there is none.</summary>
    public bool TryTake()
    {
        if (_held >= most) return false;
        _held++;
        return true;
    }

    /// <summary>Takes room for hits that are there already, even beyond the limit: it may be lower than when they came.</summary>
    public void Restore(int hits) => _held += hits;

    /// <summary>Gives room back.</summary>
    public void Give(int hits) => _held -= hits;
}

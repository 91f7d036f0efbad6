namespace Watchfloor.Bench.Serving;

/// <summary>Times that something took, in milliseconds.</summary>
internal sealed class Percentiles
{
    private readonly List<double> _values = [];

    /// <summary>Takes up one. Any thread.</summary>
    public void Add(TimeSpan time)
    {
        lock (_values) _values.Add(time.TotalMilliseconds);
    }

    /// <summary>How many there are.</summary>
    public int Count => _values.Count;

    /// <summary>The value that so many of a hundred do not exceed.</summary>
    public double Of(int percent)
    {
        lock (_values)
        {
            _values.Sort();
            return _values.Count == 0 ? double.NaN : _values[Math.Min(_values.Count - 1, _values.Count * percent / 100)];
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"p50 {Of(50):N0}, p95 {Of(95):N0}, p99 {Of(99):N0}, most {Of(100):N0} ms of {Count:N0}";
}

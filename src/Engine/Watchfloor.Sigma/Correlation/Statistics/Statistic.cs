using Watchfloor.Sigma.Correlation.State;
using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation.Statistics;

/// <summary>What a hit added to a statistic, so that it can be taken away again.</summary>
/// <param name="Number">The number added.</param>
/// <param name="Value">The value counted.</param>
internal readonly record struct Sample(decimal Number, ValueTable.Entry? Value);

/// <summary>A number over the hits of a window, kept up to date at a constant cost for each.</summary>
internal abstract class Statistic
{
    /// <summary>Takes a hit in; false when a limit keeps it out.</summary>
    public abstract bool TryAdd(in Arrival arrival, out Sample sample);

    /// <summary>Takes away what the oldest hit added. Only statistics of sliding windows can.</summary>
    public virtual void Remove(in Sample sample) => throw new NotSupportedException();

    /// <summary>Begins anew.</summary>
    public abstract void Clear();

    /// <summary>Judges the condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="value">What was compared.</param>
    /// <param name="subject">For a share, the value that has it.</param>
    public abstract bool Holds(CorrelationCondition condition, out decimal value, out string? subject);

    /// <summary>Writes all it holds.</summary>
    public abstract void Save(StateWriter to, MemberWriter members);

    /// <summary>Takes in what was written; called once, on an empty statistic.</summary>
    public abstract void Restore(ref StateReader from, MemberReader members);

    /// <summary>Writes what a hit added, where <see cref="Remove"/> needs it.</summary>
    public virtual void SaveSample(StateWriter to, in Sample sample)
    {
    }

    /// <summary>Reads what a hit added. The statistic has counted it already.</summary>
    public virtual Sample RestoreSample(ref StateReader from) => default;
}

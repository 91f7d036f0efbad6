using Watchfloor.Sigma.Correlation.State;

namespace Watchfloor.Sigma.Correlation.Windows;

/// <summary>The sequences of rules that fulfil an ordered correlation.</summary>
internal sealed class Sequences
{
    public Sequences(CorrelationRule rule)
    {
        Terms = TemporalCondition.Terms(rule.Condition, rule.Rules.Count)!;
        Steps = new List<(int Term, int Step)>[rule.Rules.Count];
        for (var reference = 0; reference < Steps.Length; reference++)
        {
            Steps[reference] = [];
            var bit = 1ul << reference;
            for (var term = 0; term < Terms.Count; term++)
                if ((Terms[term].Required & bit) != 0)
                    Steps[reference].Add((term, new RuleTerm(Terms[term].Required & (bit - 1), 0).Length));
        }
    }

    /// <summary>The alternatives; the required rules of each make a sequence in the order of the list.</summary>
    public IReadOnlyList<RuleTerm> Terms { get; }

    /// <summary>For each rule: the sequences it is part of, and as which step from 0.</summary>
    public List<(int Term, int Step)>[] Steps { get; }
}

/// <summary>A hit and the one of the step before; the end of a chain of hits in order.</summary>
internal sealed record Chain(CorrelationMember Member, Chain? Before)
{
    /// <summary>The time of the chain's first hit.</summary>
    public long Start { get; } = Before?.Start ?? Member.Time;

    /// <summary>The hits in order.</summary>
    public List<CorrelationMember> Members()
    {
        var members = new List<CorrelationMember>();
        for (var chain = this; chain is not null; chain = chain.Before) members.Add(chain.Member);
        members.Reverse();
        return members;
    }
}

/// <summary>
/// How far each sequence has come. For each step the chain that began last is kept: a later beginning fits every window
/// an earlier one fits, so no sequence is missed and a hit costs one step for each sequence it is part of.
/// </summary>
internal sealed class SequenceProgress
{
    private readonly Sequences _sequences;
    private readonly Chain?[][] _reached;

    public SequenceProgress(Sequences sequences)
    {
        _sequences = sequences;
        _reached = [.. sequences.Terms.Select(t => new Chain?[t.Length])];
    }

    /// <summary>Takes a hit in and reports every sequence it completes.</summary>
    /// <param name="reference">The rule's place in the list.</param>
    /// <param name="member">The hit.</param>
    /// <param name="horizon">Chains that began before this time are too old.</param>
    /// <param name="completed">Receives the sequence and its chain.</param>
    public void Add(int reference, CorrelationMember member, long horizon, Action<int, Chain> completed)
    {
        foreach (var (term, step) in _sequences.Steps[reference])
        {
            var reached = _reached[term];
            var before = step == 0 ? null : reached[step - 1];
            if (step > 0 && (before is null || before.Start < horizon)) continue;
            var chain = reached[step] = new Chain(member, before);
            if (step == reached.Length - 1) completed(term, chain);
        }
    }

    /// <summary>Begins anew.</summary>
    public void Clear()
    {
        foreach (var reached in _reached) Array.Clear(reached);
    }

    /// <summary>Writes each chain as far as it is not the beginning of one that is kept for a step before.</summary>
    public void Save(StateWriter to, MemberWriter members)
    {
        foreach (var reached in _reached)
            for (var step = 0; step < reached.Length; step++)
            {
                var own = new List<CorrelationMember>();
                for (var chain = reached[step]; chain is not null && (own.Count == 0 || !ReferenceEquals(chain, reached[step - own.Count])); chain = chain.Before)
                    own.Add(chain.Member);
                to.Count(own.Count);
                for (var i = own.Count - 1; i >= 0; i--) members.Member(to, own[i]);
            }
    }

    /// <summary>Takes in what was written.</summary>
    public void Restore(ref StateReader from, MemberReader members)
    {
        foreach (var reached in _reached)
            for (var step = 0; step < reached.Length; step++)
            {
                var own = from.Place(step + 2);
                if (own == 0) continue;
                var chain = own <= step ? reached[step - own] ?? throw from.Fault("a chain has no beginning") : null;
                for (; own > 0; own--) chain = new Chain(members.Member(ref from), chain);
                reached[step] = chain;
            }
    }
}

namespace Watchfloor.Sigma.Correlation.State;

/// <summary>
/// Writes and reads the hits that wait for the watermark. They name rule and fields, not places: in other rules both may stand elsewhere.
/// </summary>
internal sealed class PendingHits(CorrelationGraph graph)
{
    /// <summary>Writes hits in the order in which they are to be taken.</summary>
    public void Save(StateWriter to, IReadOnlyList<CorrelationHit> hits)
    {
        // What no correlation wants would be dropped when its turn comes.
        hits = [.. hits.Where(h => graph.FieldsOf(h.Rule) is not null)];
        int[] rules = [.. hits.Select(h => h.Rule).Distinct().Order()];
        to.Count(rules.Length);
        foreach (var rule in rules)
        {
            to.Text(graph.Definitions.KeyOf(rule));
            to.Count(graph.FieldsOf(rule)!.Count);
            foreach (var field in graph.FieldsOf(rule)!) to.Text(field);
        }

        to.Count(hits.Count);
        foreach (var hit in hits)
        {
            to.Count(Array.BinarySearch(rules, hit.Rule));
            to.Long(hit.Time);
            to.Long(hit.Event);
            foreach (var value in hit.Values) to.Text(value);
        }
    }

    /// <summary>Reads hits in the order in which they are to be taken.</summary>
    /// <param name="from">What was written.</param>
    /// <param name="dropped">How many belong to rules that are not there, or that no correlation refers to.</param>
    public List<CorrelationHit> Restore(ref StateReader from, out long dropped)
    {
        var rules = new SavedRule[from.Items(2)];
        for (var i = 0; i < rules.Length; i++) rules[i] = Rule(ref from);
        dropped = 0;
        var hits = new List<CorrelationHit>();
        // Rule, time, event.
        for (var left = from.Items(17); left > 0; left--)
        {
            var rule = rules[from.Place(rules.Length)];
            var (time, reference) = (from.Long(), from.Long());
            var saved = new string?[rule.Fields];
            for (var i = 0; i < saved.Length; i++) saved[i] = from.TextOrNull();
            if (rule.Index < 0) dropped++;
            else hits.Add(new CorrelationHit(rule.Index, time, reference, [.. rule.Places.Select(place => place < 0 ? null : saved[place])]));
        }

        return hits;
    }

    private SavedRule Rule(ref StateReader from)
    {
        var key = from.Text();
        var fields = new string[from.Items(1)];
        for (var i = 0; i < fields.Length; i++) fields[i] = from.Text();
        var index = 0;
        while (index < graph.RuleCount && graph.Definitions.KeyOf(index) != key) index++;
        if (index == graph.RuleCount) return new SavedRule(-1, fields.Length, []);
        return new SavedRule(index, fields.Length, [.. graph.FieldsOf(index)!.Select(field => Array.IndexOf(fields, field))]);
    }

    /// <summary>A rule whose hits wait: its index now or -1, and for each field asked for now its place among those saved or -1.</summary>
    private sealed record SavedRule(int Index, int Fields, int[] Places);
}

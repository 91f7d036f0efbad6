using Watchfloor.Sigma.Correlation.State;
using Watchfloor.Sigma.Correlation.Windows;

namespace Watchfloor.Sigma.Correlation;

/// <content>Saving and restoring.</content>
internal sealed partial class Correlator
{
    /// <summary>Writes its counts and its groups, the longest quiet first.</summary>
    /// <param name="to">Receives them.</param>
    /// <param name="members">Writes the hits.</param>
    /// <param name="carried">The names of the values that groups carry for correlations above.</param>
    public void Save(StateWriter to, MemberWriter members, string[] carried)
    {
        Statistics.Save(to);
        to.Count(carried.Length);
        foreach (var name in carried) to.Text(name);
        to.Count(_groups.Count);
        foreach (var group in _byLatest)
        {
            foreach (var value in group.Values) to.Text(value);
            to.Long(group.Latest);
            to.Long(group.Deadline);
            to.Long(group.Sequence);
            foreach (var value in group.Carried) to.Text(value);
            group.Window.Save(to, members);
        }
    }

    /// <summary>Takes in what was written; called once, before the first hit.</summary>
    /// <param name="from">What was written.</param>
    /// <param name="members">Reads the hits.</param>
    /// <param name="carried">The names that are asked for now: other correlations above may ask for others.</param>
    /// <param name="restored">Receives each group.</param>
    public void Restore(ref StateReader from, MemberReader members, string[] carried, Action<Correlator, Group> restored)
    {
        Statistics.Restore(ref from);
        var names = new string[from.Items(1)];
        for (var i = 0; i < names.Length; i++) names[i] = from.Text();
        int[] wanted = [.. carried.Select(name => Array.IndexOf(names, name))];
        // One for all groups. A group whose key is longer than today's limit goes on; it can be hit no more.
        var keys = new KeyText(int.MaxValue);
        // Three times, a value for each name at least.
        for (var left = from.Items(24); left > 0; left--)
        {
            var group = Group(ref from, keys, names.Length, wanted);
            group.Window.Restore(ref from, members);
            if (_groups.ContainsKey(group.Key)) throw from.Fault("two groups have the same values");
            _groups.Add(group.Key, _byLatest.AddLast(group));
            if (NeedsWholeWindow) restored(this, group);
        }

        Statistics.Groups = _groups.Count;
    }

    private Group Group(ref StateReader from, KeyText keys, int carried, int[] wanted)
    {
        var values = new string[_rule.GroupBy.Count];
        for (var i = 0; i < values.Length; i++) values[i] = from.Text();
        keys.Join(values, [.. Enumerable.Range(0, values.Length)], out var key);
        var group = new Group
        {
            Key = key.ToString(),
            Values = values,
            Window = _newWindow(),
            Latest = from.Long(),
            Deadline = from.Long(),
            Sequence = from.Long(),
        };
        var texts = new string?[carried];
        for (var i = 0; i < carried; i++) texts[i] = from.TextOrNull();
        group.Carried = [.. wanted.Select(place => place < 0 ? null : texts[place])];
        return group;
    }
}

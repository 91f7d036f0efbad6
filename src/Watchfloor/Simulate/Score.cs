using Watchfloor.Sigma;

namespace Watchfloor.Simulate;

/// <summary>One thing that was found: a finding of scan, or an alert of a server.</summary>
/// <param name="Rule">The rule's title.</param>
/// <param name="Level">Its level.</param>
/// <param name="Host">The host it is about.</param>
/// <param name="Time">The event's time.</param>
/// <param name="Truth">The events of stories among those it shows.</param>
internal sealed record Hit(string Rule, RuleLevel Level, string Host, DateTimeOffset Time, IReadOnlyList<TrueEvent> Truth);

/// <summary>How a step was found.</summary>
/// <param name="Story">The story.</param>
/// <param name="Order">The step's place.</param>
/// <param name="Step">The step.</param>
/// <param name="Techniques">What it is.</param>
/// <param name="Events">How many events it left.</param>
/// <param name="Found">How many of them were found.</param>
/// <param name="After">From the step's first event to the first that was found; null when none was.</param>
/// <param name="Rules">The rules that found it, the gravest first.</param>
internal sealed record StepScore(string Story, int Order, string Step, IReadOnlyList<string> Techniques, int Events, int Found, TimeSpan? After, IReadOnlyList<string> Rules);

/// <summary>How a story was found.</summary>
/// <param name="Story">The story.</param>
/// <param name="Steps">How many steps it left traces of.</param>
/// <param name="Found">How many of them were found.</param>
/// <param name="After">From its first event to the first alert; null when there was none.</param>
internal sealed record StoryScore(string Story, int Steps, int Found, TimeSpan? After);

/// <summary>Alerts of a level: a rule on a host within an hour is one, as a server folds them.</summary>
/// <param name="Level">The level.</param>
/// <param name="True">Those that show an event of a story.</param>
/// <param name="False">The others.</param>
/// <param name="FalseADay">The others by the days that were looked at.</param>
internal sealed record LevelScore(RuleLevel Level, int True, int False, double FalseADay);

/// <summary>What was found beside what there was.</summary>
internal sealed record Score
{
    public required IReadOnlyList<StoryScore> Stories { get; init; }

    public required IReadOnlyList<StepScore> Steps { get; init; }

    public required IReadOnlyList<LevelScore> Levels { get; init; }

    /// <summary>The rules with most false alerts: title, level, how many.</summary>
    public required IReadOnlyList<(string Rule, RuleLevel Level, int Alerts)> Noisiest { get; init; }

    /// <summary>The part of the steps that was found.</summary>
    public double Recall => Steps.Count == 0 ? 0 : (double)Steps.Count(s => s.Found > 0) / Steps.Count;

    /// <summary>The part of the alerts that show an attack.</summary>
    public double Precision => Levels.Sum(l => l.True + l.False) is > 0 and var all ? (double)Levels.Sum(l => l.True) / all : 0;

    /// <summary>Compares.</summary>
    /// <param name="truth">What there was.</param>
    /// <param name="hits">What was found.</param>
    public static Score Of(Truth truth, IEnumerable<Hit> hits)
    {
        var found = new Dictionary<TrueEvent, List<Hit>>(ReferenceEqualityComparer.Instance);
        var alerts = new Dictionary<(string Rule, string Host, long Hour), (RuleLevel Level, bool IsTrue)>();
        DateTimeOffset least = DateTimeOffset.MaxValue, most = DateTimeOffset.MinValue;
        foreach (var hit in hits)
        {
            foreach (var e in hit.Truth)
            {
                if (!found.TryGetValue(e, out var list)) found[e] = list = [];
                list.Add(hit);
            }

            var key = (hit.Rule, hit.Host, hit.Time.ToUnixTimeSeconds() / 3_600);
            alerts[key] = (hit.Level, hit.Truth.Count > 0 || (alerts.TryGetValue(key, out var before) && before.IsTrue));
            if (hit.Time < least) least = hit.Time;
            if (hit.Time > most) most = hit.Time;
        }

        var days = Math.Max(1, (most - least).TotalDays);
        var steps = truth.Events.GroupBy(e => (e.Story, e.Order)).OrderBy(g => g.Key.Story, StringComparer.Ordinal).ThenBy(g => g.Key.Order).Select(g => StepOf([.. g], found)).ToList();
        return new Score
        {
            Steps = steps,
            Stories = [.. truth.Events.GroupBy(e => e.Story).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => StoryOf([.. g], steps, found))],
            Levels = [.. Enum.GetValues<RuleLevel>().OrderDescending().Select(level => LevelOf(level, alerts.Values, days))],
            Noisiest = [.. alerts.Where(a => !a.Value.IsTrue).GroupBy(a => (a.Key.Rule, a.Value.Level)).Select(g => (g.Key.Rule, g.Key.Level, g.Count())).OrderByDescending(r => r.Item3).ThenBy(r => r.Rule, StringComparer.Ordinal).Take(15)],
        };
    }

    private static StepScore StepOf(List<TrueEvent> events, Dictionary<TrueEvent, List<Hit>> found)
    {
        var begins = events.Min(e => e.Time);
        var seen = events.Where(found.ContainsKey).ToList();
        var rules = seen.SelectMany(e => found[e]).DistinctBy(h => h.Rule).OrderByDescending(h => h.Level).ThenBy(h => h.Rule, StringComparer.Ordinal).Select(h => h.Rule);
        return new StepScore(events[0].Story, events[0].Order, events[0].Step, events[0].Techniques, events.Count, seen.Count, seen.Count == 0 ? null : seen.Min(e => e.Time) - begins, [.. rules]);
    }

    private static StoryScore StoryOf(List<TrueEvent> events, List<StepScore> steps, Dictionary<TrueEvent, List<Hit>> found)
    {
        var own = steps.Where(s => s.Story == events[0].Story).ToList();
        var seen = events.Where(found.ContainsKey).ToList();
        return new StoryScore(events[0].Story, own.Count, own.Count(s => s.Found > 0), seen.Count == 0 ? null : seen.Min(e => e.Time) - events.Min(e => e.Time));
    }

    private static LevelScore LevelOf(RuleLevel level, IEnumerable<(RuleLevel Level, bool IsTrue)> alerts, double days)
    {
        var own = alerts.Where(a => a.Level == level).ToList();
        var wrong = own.Count(a => !a.IsTrue);
        return new LevelScore(level, own.Count - wrong, wrong, wrong / days);
    }
}

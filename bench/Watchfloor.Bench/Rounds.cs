namespace Watchfloor.Bench;

/// <summary>
/// Measures several things in turn, round after round, so that a busy machine burdens all alike, and takes the median of each. What
/// is measured is CPU time of the process, user and kernel, which other programs hardly change.
/// </summary>
internal static class Rounds
{
    /// <summary>Rounds before those that count: hot code is compiled anew in them.</summary>
    private const int WarmUp = 2;

    /// <summary>The median CPU seconds of each subject.</summary>
    public static double[] Cpu(int rounds, params Action[] subjects) => Measure(rounds, [.. subjects.Select<Action, Func<double>>(s => () => CpuOf(s))]);

    /// <summary>The median of what each subject answers.</summary>
    public static double[] Measure(int rounds, params Func<double>[] subjects)
    {
        var figures = subjects.Select(_ => new List<double>()).ToArray();
        for (var round = -WarmUp; round < rounds; round++)
        {
            for (var i = 0; i < subjects.Length; i++)
            {
                var figure = subjects[i]();
                if (round >= 0) figures[i].Add(figure);
            }
        }

        return [.. figures.Select(Median)];
    }

    private static double CpuOf(Action subject)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        subject();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    private static double Median(List<double> figures)
    {
        figures.Sort();
        return figures[figures.Count / 2];
    }
}

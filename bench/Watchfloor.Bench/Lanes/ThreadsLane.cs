namespace Watchfloor.Bench.Lanes;

/// <summary>What a second thread is worth to a scan. Wall-clock time: only a quiet machine shows it.</summary>
internal static class ThreadsLane
{
    private const int Times = 4;

    public static void Run(Inputs inputs)
    {
        string[] rules = ["--rules", inputs.Folder("sigma/rules")];
        using var one = new TemporaryFile(stream => stream.Write("{\"EventID\":1}\n"u8));
        using var many = Telemetry.AllHostEvents(inputs).ToFile(Times);
        ProcessCost Scan(TemporaryFile file, int threads) =>
            ChildProcess.Run(inputs.Program, ["scan", file.Path, .. rules, "--output", "ndjson", "--threads", $"{threads}"]);

        var wall = Rounds.Measure(3, () => Scan(many, 1).Wall, () => Scan(many, 2).Wall, () => Scan(one, 1).Wall, () => Scan(one, 2).Wall,
            () => Scan(many, 1).Cpu, () => Scan(many, 2).Cpu);
        Console.WriteLine($"  two threads: {wall[0] / wall[1]:F2} × as fast as one (wall {wall[0]:F2} s and {wall[1]:F2} s; CPU {wall[4]:F2} s and {wall[5]:F2} s)");
        Console.WriteLine($"  without start and rule loading: {(wall[0] - wall[2]) / (wall[1] - wall[3]):F2} × (those take {wall[2]:F2} s and {wall[3]:F2} s)");
    }
}

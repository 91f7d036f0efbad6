namespace Watchfloor.Bench.Lanes;

/// <summary>The greatest resident size of a scan with every active rule.</summary>
internal static class MemoryLane
{
    public static void Run(Inputs inputs)
    {
        using var one = new TemporaryFile(stream => stream.Write("{\"EventID\":1}\n"u8));
        using var all = Telemetry.AllHostEvents(inputs).ToFile();
        Print("one event, one thread", one, 1);
        Print("all host events, one thread", all, 1);
        Print("all host events, two threads", all, 2);

        void Print(string name, TemporaryFile file, int threads)
        {
            var cost = ChildProcess.Run(inputs.Program,
                ["scan", file.Path, "--rules", .. inputs.AllRuleFolders, "--output", "ndjson", "--threads", $"{threads}"]);
            Console.WriteLine($"  {name}: {cost.PeakMemory / 1e6:F0} MB at most");
        }
    }
}

using Watchfloor.Simulation;
using Watchfloor.Simulation.Stories;

namespace Watchfloor.Bench.Lanes;

/// <summary>Makes a working day of 200 people with every story, and throws the bytes away; beside it, copying as many bytes.</summary>
internal static class SimulateLane
{
    private const int Rounds = 3;

    public static void Run(Inputs inputs)
    {
        var options = new SimulationOptions { Seed = 7, People = 200, Stories = StoryReader.Shipped() };
        long events = 0, bytes = 0;
        var cpu = Bench.Rounds.Cpu(Rounds, () => (events, bytes) = Count(options), () => Copy(bytes));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Count(options);
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - before;
        Console.WriteLine($"  {events,10:N0} events  {bytes / 1e6,7:N1} MB  {events / cpu[0],10:N0} events per CPU-second  {bytes / cpu[0] / 1e6,6:N0} MB/s  {cpu[0] / cpu[1],5:N1} x copying  {allocated / events,5:N0} B allocated an event");
    }

    private static (long Events, long Bytes) Count(SimulationOptions options)
    {
        long events = 0, bytes = 0;
        foreach (var slice in new Simulator(options).Run())
        {
            events += slice.Count;
            for (var i = 0; i < slice.Count; i++) bytes += slice[i].Bytes.Length;
        }

        return (events, bytes);
    }

    private static void Copy(long bytes)
    {
        byte[] from = new byte[1 << 20], to = new byte[1 << 20];
        for (var left = bytes; left > 0; left -= from.Length) from.CopyTo(to, 0);
    }
}

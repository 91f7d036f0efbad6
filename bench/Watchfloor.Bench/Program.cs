using Watchfloor.Bench;
using Watchfloor.Bench.Lanes;

Lane[] lanes =
[
    new("detect", "decode, classify and match beside a bare JSON walk; growth with events and with rules", DetectLane.Run),
    new("log", "appends to the event log beside a bare loop of write and sync", LogLane.Run),
    new("threads", "the published scan on one thread and on two", ThreadsLane.Run),
    new("evtx", "Windows event logs beside evtxexport", EvtxLane.Run),
    new("load", "rule loading beside a bare YAML parse", LoadLane.Run),
    new("memory", "peak memory of the published scan with all rules", MemoryLane.Run),
    new("correlate", "correlations, in hits per CPU-second", CorrelateLane.Run),
    new("store", "events appended to the embedded store, and their bytes on disk", StoreLane.Run),
    new("formats", "each decoder beside a count of newlines", FormatsLane.Run),
];

if (args.FirstOrDefault(a => lanes.All(l => l.Name != a)) is { } unknown)
{
    Console.Error.WriteLine($"There is no lane '{unknown}'. The lanes are:");
    foreach (var lane in lanes) Console.Error.WriteLine($"  {lane.Name,-10} {lane.Summary}");
    return 2;
}

var inputs = Inputs.Find();
var complete = true;
foreach (var lane in lanes.Where(l => args.Length == 0 || args.Contains(l.Name)))
{
    Console.WriteLine($"{lane.Name}: {lane.Summary}");
    try
    {
        lane.Run(inputs);
    }
    catch (MissingInputException missing)
    {
        Console.WriteLine($"  not measured: {missing.Message}");
        complete = false;
    }

    Console.WriteLine();
}

return complete ? 0 : 1;

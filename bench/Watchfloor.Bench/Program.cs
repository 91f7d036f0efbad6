using Watchfloor.Bench;
using Watchfloor.Bench.Lanes;
using Watchfloor.Bench.Lanes.Ingest;

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
    new("ingest-throughput", "the whole server: events a second over HTTP, cost by stage, bytes on disk", ThroughputLane.Run),
    new("ingest-latency", "from sending an event to its alert in the API, at 10,000 events a second", LatencyLane.Run),
    new("ingest-start", "start to ready over 30 days of events, and idle memory", StartLane.Run),
    new("ingest-storm", "a rule that matches everything, for --storm-seconds N (default 30)", StormLane.Run),
    new("simulate", "the simulated company, in events per CPU-second", SimulateLane.Run),
    new("formats", "each decoder beside a count of newlines", FormatsLane.Run),
];

var storm = TimeSpan.FromSeconds(30);
List<string> words = [.. args];
if (words.IndexOf("--storm-seconds") is >= 0 and var option)
{
    if (option + 1 == words.Count || !int.TryParse(words[option + 1], out var seconds) || seconds < 1)
    {
        Console.Error.WriteLine("--storm-seconds takes a number of seconds.");
        return 2;
    }

    storm = TimeSpan.FromSeconds(seconds);
    words.RemoveRange(option, 2);
}

// A word stands for the lane of that name and for all that refine it: ingest for ingest-start too.
bool Is(Lane lane, string word) => lane.Name == word || lane.Name.StartsWith(word + "-", StringComparison.Ordinal);

if (words.FirstOrDefault(w => !lanes.Any(l => Is(l, w))) is { } unknown)
{
    Console.Error.WriteLine($"There is no lane '{unknown}'. The lanes are:");
    foreach (var lane in lanes) Console.Error.WriteLine($"  {lane.Name,-17} {lane.Summary}");
    return 2;
}

var inputs = Inputs.Find() with { Storm = storm };
var complete = true;
foreach (var lane in lanes.Where(l => words.Count == 0 || words.Exists(w => Is(l, w))))
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

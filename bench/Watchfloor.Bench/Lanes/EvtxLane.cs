using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Formats.Evtx;

namespace Watchfloor.Bench.Lanes;

/// <summary>Windows event logs, beside the reader of the Debian package libevtx-utils.</summary>
internal static class EvtxLane
{
    private const string Peer = "/usr/bin/evtxexport";

    public static void Run(Inputs inputs)
    {
        if (!File.Exists(Peer)) throw new MissingInputException("evtxexport is missing; install the Debian package libevtx-utils");
        var files = Directory.GetFiles(inputs.Folder("evtx/attack-samples"), "*.evtx", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        var names = new FieldNames();
        var batch = new EventBatch(names);
        var records = 0L;
        var ours = Rounds.Cpu(5, () => records = Decode(files, batch));
        var theirs = Rounds.Measure(3,
            () => files.Sum(_ => ChildProcess.Run(Peer, "-V").Cpu),
            () => files.Sum(f => ChildProcess.Run(Peer, "-f", "xml", f).Cpu));
        var net = theirs[1] - theirs[0];
        Console.WriteLine($"  {net / ours[0]:F1} × evtxexport: {records / ours[0]:N0} records per CPU-second, evtxexport {records / net:N0} "
            + $"(without the start of its {files.Count} processes; {records:N0} records, {files.Sum(f => new FileInfo(f).Length) / 1e6:F0} MB)");
    }

    private static long Decode(List<string> files, EventBatch batch)
    {
        var records = 0L;
        foreach (var file in files)
        {
            using var stream = File.OpenRead(file);
            var reader = new EventReader(stream, EvtxFormat.Description, batch.Names, DecodeLimits.Default);
            while (reader.Read(batch)) records += batch.Count;
        }

        return records;
    }
}

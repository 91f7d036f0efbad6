using System.Diagnostics;
using System.Text.Json;
using Watchfloor.Bench;
using Watchfloor.Events;
using Watchfloor.Formats;

var data = Environment.GetEnvironmentVariable("WATCHFLOOR_DATA") ?? "../shared/data";
var lane = Lane.AllHostEvents(data);
Console.WriteLine($"{lane.Events} events {lane.Bytes.Length} bytes");
for (var i = 0; i < 5; i++)
{
    var t = Stopwatch.StartNew();
    var n = 0L;
    var at = 0;
    while (at < lane.Bytes.Length)
    {
        var end = lane.Bytes.AsSpan(at).IndexOf((byte)'\n');
        var r = new Utf8JsonReader(lane.Bytes.AsSpan(at, end));
        while (r.Read()) n++;
        at += end + 1;
    }
    var walk = t.Elapsed.TotalSeconds;
    t.Restart();
    var names = new FieldNames();
    var batch = new EventBatch(names);
    var reader = new EventReader(new MemoryStream(lane.Bytes), FormatRegistry.ByName("jsonl")!, names, DecodeLimits.Default);
    long e = 0, f = 0;
    while (reader.Read(batch)) { e += batch.Count; for (var k = 0; k < batch.Count; k++) f += batch[k].FieldCount; }
    var dec = t.Elapsed.TotalSeconds;
    Console.WriteLine($"walk {walk:F3} s {n} tokens; decode {dec:F3} s {e} events {f} fields; ratio {walk / dec:F2}");
}

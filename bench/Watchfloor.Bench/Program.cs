using System.Diagnostics;
using System.Text.Json;
using Watchfloor.Bench;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Matching;

var data = Environment.GetEnvironmentVariable("WATCHFLOOR_DATA") ?? "../shared/data";
var dirs = (args.Length > 0 && args[0] == "all" ? new[] { "rules", "rules-emerging-threats", "rules-threat-hunting", "rules-placeholder", "rules-compliance" } : ["rules"]);
for (var i = 0; i < 2; i++)
{
    var t = Process.GetCurrentProcess().TotalProcessorTime;
    var files = dirs.SelectMany(d => Directory.GetFiles(Path.Combine(data, "sigma", d), "*.yml", SearchOption.AllDirectories)).Order().Select(f => new RuleFile(f, () => File.ReadAllText(f))).ToList();
    var set = RuleSet.Load(files);
    Console.WriteLine($"{set.Rules.Count} rules {set.Refused} refused, {(Process.GetCurrentProcess().TotalProcessorTime - t).TotalSeconds:F2} cpu s");
    if (i == 0) foreach (var f in set.Faults.Take(40)) Console.WriteLine(f);
    if (i == 1 && args.Length < 2)
    {
        var lane = Lane.AllHostEvents(data);
        var catalog = EventCatalog.LoadDefault();
        for (var k = 0; k < 6; k++)
        {
            var sw = Stopwatch.StartNew();
            var at = 0;
            var n = 0L;
            while (at < lane.Bytes.Length)
            {
                var end = lane.Bytes.AsSpan(at).IndexOf((byte)'\n');
                var r = new Utf8JsonReader(lane.Bytes.AsSpan(at, end));
                while (r.Read()) n++;
                at += end + 1;
            }
            var walk = sw.Elapsed.TotalSeconds;
            sw.Restart();
            var matcher = new Matcher(set, catalog);
            var batch = new EventBatch(catalog.Names);
            var reader = new EventReader(new MemoryStream(lane.Bytes), FormatRegistry.ByName("jsonl")!, catalog.Names, DecodeLimits.Default);
            long e = 0, hits = 0, unknown = 0; double td = 0, tc = 0, tm = 0;
            var byRule = new Dictionary<int, int>();
            while (true)
            {
                var a = Stopwatch.GetTimestamp();
                var more = reader.Read(batch);
                td += Stopwatch.GetElapsedTime(a).TotalSeconds;
                if (!more) break;
                e += batch.Count;
                a = Stopwatch.GetTimestamp();
                for (var j = 0; j < batch.Count; j++) { if (catalog.Classify(batch[j]).IsUnknown) unknown++; }
                tc += Stopwatch.GetElapsedTime(a).TotalSeconds;
                a = Stopwatch.GetTimestamp();
                for (var j = 0; j < batch.Count; j++)
                {
                    var v = batch[j];
                    foreach (var h in matcher.Match(v, v.Class!)) { hits++; byRule[h] = byRule.GetValueOrDefault(h) + 1; }
                }
                tm += Stopwatch.GetElapsedTime(a).TotalSeconds;
            }
            var total = sw.Elapsed.TotalSeconds;
            Console.WriteLine($"walk {walk:F3}; total {total:F3} ratio {walk / total:F2}; decode {td:F3} classify {tc:F3} match {tm:F3}; {e} events, {hits} hits, {byRule.Count} rules, unknown {unknown}");
            if (k == 5) foreach (var (h, c) in byRule.OrderByDescending(p => p.Value).Take(25)) Console.WriteLine($"  {c} {set.Rules[h].Title}");
        }
    }
}

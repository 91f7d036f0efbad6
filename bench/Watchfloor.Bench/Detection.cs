using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Bench;

/// <summary>Decodes, classifies and matches telemetry as a scan does, on the calling thread and without its outputs.</summary>
internal sealed class Detection
{
    private static readonly FormatDescription _format = FormatRegistry.ByName("jsonl")!;

    private readonly RuleSet _rules;
    private readonly EventCatalog _catalog = EventCatalog.LoadDefault();
    private readonly Matcher _matcher;
    private readonly EventBatch _batch;

    public Detection(RuleSet rules)
    {
        _rules = rules;
        _matcher = new Matcher(rules, _catalog);
        _batch = new EventBatch(_catalog.Names);
    }

    /// <summary>Reads the events a number of times over.</summary>
    /// <returns>What was found.</returns>
    public Fingerprint Run(Telemetry telemetry, int times = 1)
    {
        var found = new Fingerprint();
        var number = 0L;
        for (var i = 0; i < times; i++)
        {
            var reader = new EventReader(new MemoryStream(telemetry.Bytes), _format, _catalog.Names, DecodeLimits.Default);
            while (reader.Read(_batch))
            {
                for (var e = 0; e < _batch.Count; e++, number++)
                {
                    var view = _batch[e];
                    foreach (var rule in _matcher.Match(view, _catalog.Classify(view)))
                        found.Add(_rules.Rules[rule].Id ?? _rules.Rules[rule].Title, number);
                }
            }
        }

        return found;
    }
}

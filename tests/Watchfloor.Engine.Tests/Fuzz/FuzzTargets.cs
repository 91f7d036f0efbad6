using Watchfloor.Engine.Tests.Correlation;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Formats.Framing;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Fuzz;

/// <summary>What the engine reads from outside, by name: every decoder by its format's, the framings of connections, and saved state.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } =
        FormatRegistry.All.Select(format => (format.Name, Target: Of(format))).Append(("correlation-state", OfCorrelationState()))
            .Append(("connection-syslog", OfConnection("syslog", SyslogConnection))).Append(("connection-relp", OfConnection("relp", RelpConnection)))
            .ToDictionary(t => t.Item1, t => t.Item2, StringComparer.Ordinal);

    private static FuzzTarget Of(FormatDescription format) => new(
        input =>
        {
            format.Sniff(input);
            var names = new FieldNames();
            var batch = new EventBatch(names);
            batch.Load(input);
            format.Create(names, DecodeLimits.Default).Decode(batch, endOfInput: true);
            for (var i = 0; i < batch.Count; i++) Touch(batch[i]);
        },
        Directory.EnumerateFiles(Repository.Cases("formats"), "input.*", SearchOption.AllDirectories));

    private static FuzzTarget OfCorrelationState()
    {
        var rules = new Lazy<CorrelationGraph>(() => CorrelationCheckpoint.Rules("v1").Correlations);
        return new FuzzTarget(
            input => CorrelationCheckpoint.Touch(rules.Value, input),
            Directory.EnumerateFiles(Path.Combine(Repository.Cases("correlation"), "checkpoints"), "state.bin", SearchOption.AllDirectories));
    }

    private static FuzzTarget OfConnection(string framing, FuzzEntry run) =>
        new(run, Directory.EnumerateFiles(Path.Combine(Repository.Cases("framing"), framing), "input.bin", SearchOption.AllDirectories));

    private static void SyslogConnection(ReadOnlySpan<byte> input)
    {
        var framing = new SyslogFraming(64);
        var rest = input;
        while (framing.TryRead(rest, isEnd: true, out var frame, out var consumed))
        {
            _ = frame.Of(rest).Length;
            rest = rest[consumed..];
        }
    }

    private static void RelpConnection(ReadOnlySpan<byte> input)
    {
        var framing = new RelpFraming(64);
        var rest = input;
        while (framing.Read(rest, out var frame, out var consumed) is var status and (RelpStatus.Frame or RelpStatus.FrameEnd))
        {
            // The data of one that ends was shown before.
            if (status == RelpStatus.Frame) _ = frame.Data(rest).Length;
            rest = rest[consumed..];
        }
    }

    private static void Touch(EventView view)
    {
        _ = view.Raw.Length;
        for (var place = 0; place < view.FieldCount; place++) _ = view.Value(place).Length + view.FieldName(place).Length;
    }
}

using Watchfloor.Events;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Fuzz;

/// <summary>One entry of the fuzzer: takes any bytes and must return.</summary>
internal delegate void FuzzTarget(ReadOnlySpan<byte> input);

/// <summary>Every decoder as a fuzz target, by its format's name.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyDictionary<string, FuzzTarget> All { get; } =
        FormatRegistry.All.ToDictionary(format => format.Name, For);

    private static FuzzTarget For(FormatDescription format) => input =>
    {
        format.Sniff(input);
        var names = new FieldNames();
        var batch = new EventBatch(names);
        batch.Load(input);
        format.Create(names, DecodeLimits.Default).Decode(batch, endOfInput: true);
        for (var i = 0; i < batch.Count; i++) Touch(batch[i]);
    };

    private static void Touch(EventView view)
    {
        _ = view.Raw.Length;
        for (var place = 0; place < view.FieldCount; place++) _ = view.Value(place).Length + view.FieldName(place).Length;
    }
}

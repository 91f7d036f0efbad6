using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Watchfloor.Platform;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Analysis.Detection;

/// <summary>
/// The correlations of a rule set over the live stream: keeps the sources' order of time, and lets time pass when nothing comes. Time is the
/// log's, so that a replay gives the same. One thread.
/// </summary>
internal sealed class LiveCorrelations
{
    /// <summary>How far a source's events may be out of order, and how long a source may be silent before the others stop waiting for it.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromSeconds(10);

    private static readonly CorrelationStreamOptions _options = new() { Lateness = Lateness.Ticks };

    private readonly CorrelationStream _stream;
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<long> _lastReceived = [];
    private long _nextIdleLook;

    /// <summary>Correlations with empty windows.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="onMatch">Receives the matches that are findings.</param>
    public LiveCorrelations(RuleSet rules, Action<CorrelationMatch> onMatch)
        : this(rules, new CorrelationStream(new CorrelationEngine(rules.Correlations, CorrelationLimits.Default, onMatch), _options, (_, _) => { }))
    {
    }

    private LiveCorrelations(RuleSet rules, CorrelationStream stream)
    {
        _stream = stream;
        IsUsed = rules.Correlations.Correlations.Count > 0;
    }

    /// <summary>True when the rule set has correlations.</summary>
    public bool IsUsed { get; }

    /// <summary>True when hits wait for time to pass.</summary>
    public bool IsWaiting => _stream.Pending > 0;

    /// <summary>Hits that came too late to be put in order.</summary>
    public long Late => _stream.Late;

    /// <summary>Goes on where others stood, over the same rules or new ones: a correlation that has not changed keeps its windows.</summary>
    /// <returns>The correlations, or null when the bytes are damaged.</returns>
    public static LiveCorrelations? Restore(ReadOnlySpan<byte> saved, RuleSet rules, Action<CorrelationMatch> onMatch)
    {
        var sources = new List<(string Name, long Received)>();
        if (!TryReadSources(ref saved, sources)) return null;
        var restored = CorrelationStream.Restore(saved, rules.Correlations, CorrelationLimits.Default, onMatch, _options, (_, _) => { });
        if (restored.Stream is not { } stream) return null;
        var correlations = new LiveCorrelations(rules, stream);
        foreach (var (name, received) in sources) correlations.NumberOf(name, received);
        return correlations;
    }

    /// <summary>Writes everything that <see cref="Restore"/> needs: the sources by their numbers, then the stream.</summary>
    public void Save(IBufferWriter<byte> to)
    {
        WriteLong(to, _numbers.Count);
        foreach (var (name, number) in _numbers.OrderBy(n => n.Value))
        {
            var bytes = Encoding.UTF8.GetBytes(name);
            WriteLong(to, bytes.Length);
            to.Write(bytes);
            WriteLong(to, _lastReceived[number]);
        }

        _stream.Save(to);
    }

    /// <summary>Says that an event of a source was seen.</summary>
    public void Observe(string source, long time, long received) => _stream.Observe(NumberOf(source, received), time);

    /// <summary>Takes a hit.</summary>
    public void Offer(string source, int rule, long time, long received, EventId id, IReadOnlyList<string?> values) =>
        _stream.Offer(NumberOf(source, received), new CorrelationHit(rule, time, Reference(id), values));

    /// <summary>Says how late it is in the log: a source that has been silent no longer holds the others back.</summary>
    public void Tick(long received)
    {
        if (received < _nextIdleLook) return;
        _nextIdleLook = received + TimeSpan.TicksPerSecond;
        for (var source = 0; source < _lastReceived.Count; source++)
            if (received - _lastReceived[source] >= Lateness.Ticks)
                _stream.Idle(source);
    }

    /// <summary>The place in the log that a member's event was given by.</summary>
    public static (long Offset, int Index) Locate(long reference) => ((reference >> 18) << 3, (int)(reference & 0x3FFFF));

    /// <summary>An event's place in 63 bits: offsets are multiples of 8 below 2^48; of an entry the first 262,143 events are told apart.</summary>
    private static long Reference(EventId id) => ((id.Offset >> 3) << 18) | (uint)Math.Min(id.Index, 0x3FFFF);

    private int NumberOf(string source, long received)
    {
        if (!_numbers.TryGetValue(source, out var number))
        {
            number = _numbers.Count;
            _numbers.Add(source, number);
            _lastReceived.Add(received);
        }

        _lastReceived[number] = received;
        return number;
    }

    private static bool TryReadSources(ref ReadOnlySpan<byte> saved, List<(string, long)> sources)
    {
        if (!TryReadLong(ref saved, out var count)) return false;
        for (; count > 0; count--)
        {
            if (!TryReadLong(ref saved, out var length) || length < 0 || length > saved.Length) return false;
            var name = Encoding.UTF8.GetString(saved[..(int)length]);
            saved = saved[(int)length..];
            if (!TryReadLong(ref saved, out var received)) return false;
            sources.Add((name, received));
        }

        return true;
    }

    private static void WriteLong(IBufferWriter<byte> to, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to.GetSpan(8), value);
        to.Advance(8);
    }

    private static bool TryReadLong(ref ReadOnlySpan<byte> from, out long value)
    {
        if (!BinaryPrimitives.TryReadInt64LittleEndian(from, out value)) return false;
        from = from[8..];
        return true;
    }
}

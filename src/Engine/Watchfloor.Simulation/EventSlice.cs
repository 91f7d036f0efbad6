using Watchfloor.Simulation.Text;

namespace Watchfloor.Simulation;

/// <summary>The events of one minute, in the order of their true times. Valid until the next slice is asked for.</summary>
public sealed class EventSlice
{
    private readonly Utf8Buffer _text = new(1 << 20);
    private long[] _keys = new long[4_096];
    private Record[] _records = new Record[4_096];

    internal EventSlice(long start) => Start = start;

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>When the minute begins, in microseconds since 1970.</summary>
    public long Start { get; private set; }

    /// <summary>An event.</summary>
    public SimulatedEvent this[int index]
    {
        get
        {
            ref readonly var record = ref _records[index];
            return new SimulatedEvent(record.Stream, Start + (_keys[index] >> 24), _text.Memory(record.Offset, record.Length), record.Truth);
        }
    }

    internal Utf8Buffer Text => _text;

    internal void Restart(long start)
    {
        Start = start;
        Count = 0;
        _text.Clear();
    }

    /// <summary>Adds what was written behind an offset. Events of one moment keep the order of their writing.</summary>
    internal void Add(LogStream stream, long time, int offset, TruthStep? truth)
    {
        if (Count == _keys.Length)
        {
            Array.Resize(ref _keys, Count * 2);
            Array.Resize(ref _records, Count * 2);
        }

        _keys[Count] = (Math.Max(0, time - Start) << 24) | (uint)Count;
        _records[Count++] = new Record(stream, offset, _text.Length - offset, truth);
    }

    internal void Sort() => Array.Sort(_keys, _records, 0, Count);

    private readonly record struct Record(LogStream Stream, int Offset, int Length, TruthStep? Truth);
}

/// <summary>One event as its source wrote it.</summary>
/// <param name="Stream">The log it stands in.</param>
/// <param name="Time">The true time, in microseconds since 1970; its host's clock may be wrong, so the event may say otherwise.</param>
/// <param name="Bytes">Its text without the line's end.</param>
/// <param name="Truth">The step of a story that it belongs to, or null.</param>
public readonly record struct SimulatedEvent(LogStream Stream, long Time, ReadOnlyMemory<byte> Bytes, TruthStep? Truth);

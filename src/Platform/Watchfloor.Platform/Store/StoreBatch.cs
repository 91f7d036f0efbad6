using System.Globalization;
using System.Text;
using Watchfloor.Events;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;

namespace Watchfloor.Platform.Store;

/// <summary>
/// Events on their way into the store, column by column. The pipeline's thread fills it and hands it to <see cref="EventStoreWriter"/>;
/// it belongs to one of them at a time and is used again.
/// </summary>
public sealed class StoreBatch
{
    /// <summary>
    /// The most rows of a batch; <see cref="IsFull"/> says when to hand it over. So many are also a row group of a day file: a transaction
    /// that brings one or more is compressed straight into the file, once, without a detour through its write-ahead log.
    /// </summary>
    public const int MaxRows = 16_384;

    /// <summary>The most bytes of text before a batch is full.</summary>
    public const int MaxBytes = 48 << 20;

    private const string FlagSkew = "clock_skew";
    private const string FlagNoTime = "no_time";

    private readonly ByteBuffer _bytes = new();
    private readonly ByteBuffer _key = new();
    private readonly StoreColumns _columns;
    private readonly TextColumn?[] _texts;
    private readonly long[]?[] _numbers;
    private readonly (string? Text, int Start, int Length)[] _last;
    private readonly List<StoreTarget> _targets = [];
    private readonly int[] _ranks = new int[EventColumns.All.Count];
    private readonly int[] _places = new int[EventColumns.All.Count];
    private readonly Dictionary<EventClass, int> _classes = [];
    private int[] _target = [];
    private int[] _cellOfPlace = [];
    private int[] _kindOfRow = [];
    private ulong[] _order = [];

    internal StoreBatch(StoreColumns columns)
    {
        _columns = columns;
        Cells = new EventCells(_bytes);
        _texts = [.. EventColumns.All.Select(c => c.Kind == ColumnKind.Text ? new TextColumn() : null)];
        _numbers = [.. EventColumns.All.Select(c => c.Kind is ColumnKind.Integer or ColumnKind.Time ? Array.Empty<long>() : null)];
        _last = new (string?, int, int)[EventColumns.All.Count];
    }

    /// <summary>The value of a number column that has none.</summary>
    internal const long NoNumber = long.MinValue;

    /// <summary>How many rows it holds.</summary>
    public int Count { get; private set; }

    /// <summary>True when it should be handed over before more is added.</summary>
    public bool IsFull => Count >= MaxRows || _bytes.Length >= MaxBytes;

    /// <summary>The log offset up to which everything that is to be stored is in this batch or an earlier one.</summary>
    public long NextOffset { get; private set; }

    /// <summary>The newest received time of its rows, in milliseconds since 1970 UTC; 0 without rows.</summary>
    internal long NewestReceivedMs { get; private set; }

    internal IReadOnlyList<StoreTarget> Targets => _targets;

    internal ReadOnlySpan<byte> Bytes => _bytes.Written;

    /// <summary>The rows' fields.</summary>
    internal EventCells Cells { get; }

    /// <summary>The rows' times, in microseconds since 1970.</summary>
    internal ReadOnlySpan<long> Times => Numbers(_columns.Time);

    internal ReadOnlySpan<long> Offsets => Numbers(_columns.LogOffset);

    /// <summary>The kinds of its events, numbered in this batch.</summary>
    internal EventKinds Kinds { get; } = new();

    /// <summary>The kind of each row.</summary>
    internal ReadOnlySpan<int> KindOfRow => _kindOfRow.AsSpan(0, Count);

    /// <summary>A place in an order of the rows, like ones together, and in the lowest 24 bits the row.</summary>
    internal ReadOnlySpan<ulong> Order => _order.AsSpan(0, Count);

    internal ReadOnlySpan<int> TargetOfRow => _target.AsSpan(0, Count);

    /// <summary>Says that everything before a log offset has been added. Call it after each log entry, also one without events.</summary>
    public void Advance(long nextOffset) => NextOffset = Math.Max(NextOffset, nextOffset);

    /// <summary>Adds an event. Its class must have been set by the catalogue the store was opened with.</summary>
    public void Add(EventView view, in EventContext context)
    {
        if (Count == _target.Length) Grow();
        var row = Count;
        _target[row] = TargetOf(context);
        var received = context.Id.ReceivedMs;
        NewestReceivedMs = Math.Max(NewestReceivedMs, received);
        Number(_columns.Time, row, MicrosecondsOf(context.Time));
        Number(_columns.Received, row, received * 1_000);
        Number(_columns.LogOffset, row, context.Id.Offset);
        Number(_columns.LogIndex, row, LogIndexOf(context.Id));
        _targets[_target[row]].Cover(MicrosecondsOf(context.Time));
        Meta(_columns.Source, row, context.SourceId);
        Meta(_columns.Input, row, context.Input);
        Meta(_columns.Sender, row, context.Sender);
        Meta(_columns.Host, row, context.Host);
        Meta(_columns.LogSource, row, view.Class is { IsUnknown: false } known ? known.Name : null);
        Meta(_columns.Format, row, view.Format);
        Meta(_columns.Unparsed, row, view.UnparsedReason);
        Meta(_columns.Flags, row, TextOf(context.Flags));
        Mapped(view, row);
        _kindOfRow[row] = KindOf(row);
        _order[row] = OrderOf(view.Class ?? EventClass.Unknown, row);
        Count++;
    }

    internal TextColumn? Texts(int column) => _texts[column];

    internal ReadOnlySpan<long> Numbers(int column) => _numbers[column].AsSpan(0, Count);

    /// <summary>What the log_index column holds for an id.</summary>
    internal static long LogIndexOf(EventId id) => ((long)id.Partition << 24) | (uint)id.Index;

    /// <summary>Forgets everything but the memory.</summary>
    internal void Clear()
    {
        foreach (var text in _texts) text?.Clear(Count);
        foreach (var numbers in _numbers) numbers.AsSpan(0, numbers is null ? 0 : Count).Fill(NoNumber);
        _bytes.Clear();
        Cells.Clear();
        Kinds.Clear(next: 0);
        _targets.Clear();
        Array.Clear(_last);
        Count = 0;
        NextOffset = NewestReceivedMs = 0;
    }

    /// <summary>The record is a JSON object, so that its fields are all there is to it.</summary>
    private static bool IsJson(EventView view) => view.RawForm == RawForm.Json && view.Raw is [(byte)'{', ..];

    private static long MicrosecondsOf(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    private static string? TextOf(EventFlags flags) => flags switch
    {
        EventFlags.None => null,
        EventFlags.ClockSkew => FlagSkew,
        EventFlags.NoTime => FlagNoTime,
        _ => FlagSkew + " " + FlagNoTime,
    };

    private void Mapped(EventView view, int row)
    {
        Array.Fill(_ranks, int.MaxValue);
        var plan = _columns.PlanOf(view.Class ?? EventClass.Unknown);
        var ids = view.FieldIds;
        var target = _targets[_target[row]];
        for (var place = 0; place < ids.Length; place++)
        {
            target.Names.Add(ids[place]);
            foreach (var binding in plan.Of(ids[place]))
            {
                if (binding.Rank >= _ranks[binding.Column] || view.Value(place).IsEmpty) continue;
                _ranks[binding.Column] = binding.Rank;
                _places[binding.Column] = place;
            }
        }

        if (_cellOfPlace.Length < ids.Length) _cellOfPlace = new int[ids.Length * 2];
        Cells.Add(view, withRaw: view.UnparsedReason is not null || !IsJson(view), _cellOfPlace);
        foreach (var column in _columns.Mapped)
        {
            if (_ranks[column.Ordinal] == int.MaxValue) continue;
            var place = _places[column.Ordinal];
            var value = view.Value(place);
            if (column.Place == ColumnPlace.Pack) Cells.AddAside(column.Ordinal, _cellOfPlace[place], value);
            else if (column.Kind == ColumnKind.Text) Text(column.Ordinal, row, value, Cells[row][_cellOfPlace[place]]);
            else if (WholeNumber.TryRead(value, out var number)) Number(column.Ordinal, row, number);
        }
    }

    private int KindOf(int row)
    {
        _key.Clear();
        foreach (var column in EventColumns.OfKind)
        {
            var (start, length) = _texts[column.Ordinal]![row];
            EventKinds.AddText(_key, length == TextColumn.Missing ? [] : _bytes.Written.Slice(start, length));
        }

        return row > 0 && Kinds[_kindOfRow[row - 1]].SequenceEqual(_key.Written) ? _kindOfRow[row - 1] : Kinds.NumberOf(_key.Written);
    }

    /// <summary>The class in 12 bits, the event code's hash in 12, the kind in 16, the row in 24.</summary>
    private ulong OrderOf(EventClass @class, int row)
    {
        if (!_classes.TryGetValue(@class, out var number)) _classes.Add(@class, number = _classes.Count);
        var hash = 2_166_136_261u;
        if (_texts[_columns.EventCode]![row] is { Length: > 0 } code)
            foreach (var b in _bytes.Written.Slice(code.Start, code.Length))
                hash = (hash ^ b) * 16_777_619u;
        return ((ulong)(number & 0xFFF) << 52) | ((ulong)(hash >> 20) << 40) | ((ulong)(_kindOfRow[row] & 0xFFFF) << 24) | (uint)row;
    }

    private int TargetOf(in EventContext context)
    {
        var day = DateOnly.FromDateTime(DateTime.UnixEpoch.AddMilliseconds(context.Id.ReceivedMs));
        var retention = RetentionClass.IsName(context.Retention) ? context.Retention : RetentionClass.Standard;
        for (var i = 0; i < _targets.Count; i++)
            if (_targets[i].Day == day && _targets[i].Retention == retention)
                return i;
        _targets.Add(new StoreTarget(day, retention));
        return _targets.Count - 1;
    }

    /// <summary>A text that is often the same as in the row before; its bytes are then not written again.</summary>
    private void Meta(int column, int row, string? text)
    {
        if (string.IsNullOrEmpty(text)) return;
        ref var last = ref _last[column];
        if (last.Text != text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            last = (text, _bytes.Length, bytes.Length);
            _bytes.Add(bytes);
        }

        _texts[column]!.Set(row, last.Start, last.Length);
    }

    /// <summary>A field's text; its bytes are there already unless it is one of several values.</summary>
    private void Text(int column, int row, ReadOnlySpan<byte> value, EventCells.Cell cell)
    {
        if (value.IsEmpty) return;
        var (start, length) = (cell.Start, cell.Length);
        if (cell.Kind == CellKind.Array)
        {
            start = _bytes.Length;
            JsonText.AddValid(_bytes, value);
            length = _bytes.Length - start;
        }

        _texts[column]!.Set(row, start, length);
    }

    private void Number(int column, int row, long value) => _numbers[column]![row] = value;

    private void Grow()
    {
        var rows = Math.Max(1_024, _target.Length * 2);
        Array.Resize(ref _target, rows);
        Array.Resize(ref _kindOfRow, rows);
        Array.Resize(ref _order, rows);
        foreach (var text in _texts) text?.Grow(rows);
        for (var i = 0; i < _numbers.Length; i++)
        {
            if (_numbers[i] is null) continue;
            var from = _numbers[i]!.Length;
            Array.Resize(ref _numbers[i], rows);
            _numbers[i].AsSpan(from).Fill(NoNumber);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} rows up to offset {NextOffset}");
}

using System.Runtime.CompilerServices;

namespace Watchfloor.Events;

/// <summary>
/// The unit of work: many events over one byte arena, with parallel arrays for the fields.
/// A decoder fills it, a matcher reads it, and it is used again. It belongs to one thread at a time.
/// </summary>
/// <remarks>
/// The arena begins with the input block; values that stand in the input unchanged are ranges of it and are never copied.
/// Values that had to be made (unescaped, decoded from UTF-16, joined) are appended behind it.
/// </remarks>
public sealed class EventBatch
{
    private byte[] _arena = [];
    private int _used;
    private int[] _ids = new int[4_096];
    private int[] _offsets = new int[4_096];
    private int[] _lengths = new int[4_096];
    private ValueKind[] _kinds = new ValueKind[4_096];
    private int _fields;
    private Row[] _rows = new Row[256];
    private int _count;
    private bool _open;

    /// <summary>A batch whose field ids are those of <paramref name="names"/>.</summary>
    public EventBatch(FieldNames names) => Names = names;

    /// <summary>The field names the ids refer to.</summary>
    public FieldNames Names { get; }

    /// <summary>How many events the batch holds.</summary>
    public int Count => _count;

    /// <summary>How many bytes of input the arena begins with.</summary>
    public int InputLength { get; private set; }

    /// <summary>Where the input block stands in its file or stream, in bytes.</summary>
    public long InputOffset { get; private set; }

    /// <summary>Fields left out because <see cref="FieldNames"/> is full.</summary>
    public int DroppedFields { get; private set; }

    /// <summary>The event at this place.</summary>
    public EventView this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)_count, nameof(index));
            return new EventView(this, index);
        }
    }

    /// <summary>The input block.</summary>
    public ReadOnlySpan<byte> Input => _arena.AsSpan(0, InputLength);

    /// <summary>The whole arena; field offsets count from its start.</summary>
    public ReadOnlySpan<byte> Arena => _arena.AsSpan(0, _used);

    internal ReadOnlySpan<int> Ids => _ids;

    /// <summary>Forgets all events and input; keeps the memory.</summary>
    public void Clear()
    {
        Array.Clear(_rows, 0, _count);
        _count = _fields = _used = InputLength = DroppedFields = 0;
        _open = false;
    }

    /// <summary>
    /// Forgets all events and makes room for an input block. Write into the returned memory, then call <see cref="SetInput"/>.
    /// </summary>
    /// <param name="capacity">How many bytes the block may have.</param>
    /// <param name="keep">How many bytes at the start of the arena to keep, for a block that is being extended.</param>
    public Memory<byte> BeginInput(int capacity, int keep = 0)
    {
        Clear();
        if (_arena.Length < capacity)
        {
            // Half as much again leaves room for unescaped text without moving the block.
            var next = GC.AllocateUninitializedArray<byte>(capacity + (capacity / 2));
            _arena.AsSpan(0, keep).CopyTo(next);
            _arena = next;
        }

        return _arena.AsMemory(0, capacity);
    }

    /// <summary>Says how much of the input memory was filled and where it came from.</summary>
    public void SetInput(int length, long sourceOffset)
    {
        InputLength = _used = length;
        InputOffset = sourceOffset;
    }

    /// <summary>Copies a block in as input; the plain way for callers that have the bytes already.</summary>
    public void Load(ReadOnlySpan<byte> input, long sourceOffset = 0)
    {
        input.CopyTo(BeginInput(input.Length).Span);
        SetInput(input.Length, sourceOffset);
    }

    /// <summary>Starts an event.</summary>
    /// <param name="format">The name of the decoder's format, such as <c>json</c>; log-source rules may ask for it.</param>
    /// <param name="rawOffset">Where the record begins in the arena.</param>
    /// <param name="rawLength">The record's length in bytes; may be corrected by <see cref="SetRaw"/>.</param>
    /// <param name="sourceOffset">Where the record begins in its file or stream, in bytes.</param>
    /// <param name="rawForm">How the values stand in the record.</param>
    public void BeginEvent(string format, int rawOffset, int rawLength, long sourceOffset, RawForm rawForm = RawForm.Opaque)
    {
        if (_count == _rows.Length) Array.Resize(ref _rows, _count * 2);
        ref var row = ref _rows[_count];
        row.FirstField = _fields;
        row.FieldCount = 0;
        row.RawOffset = rawOffset;
        row.RawLength = rawLength;
        row.SourceOffset = sourceOffset;
        row.Format = format;
        row.RawForm = rawForm;
        row.UnparsedReason = null;
        row.Class = null;
        _open = true;
    }

    /// <summary>Corrects the range of the record that is being decoded.</summary>
    public void SetRaw(int rawOffset, int rawLength)
    {
        _rows[_count].RawOffset = rawOffset;
        _rows[_count].RawLength = rawLength;
    }

    /// <summary>Corrects how the values of the event that is being decoded stand in its record.</summary>
    public void SetRawForm(RawForm form) => _rows[_count].RawForm = form;

    /// <summary>
    /// Forgets the open event's fields and names its format anew: for a carrier (syslog) whose payload turns out to be, or turns out
    /// not to be, a format of its own.
    /// </summary>
    public void RestartEvent(string format)
    {
        ref var row = ref _rows[_count];
        _fields = row.FirstField;
        row.Format = format;
    }

    /// <summary>How many fields the open event has so far.</summary>
    public int OpenFieldCount => _fields - _rows[_count].FirstField;

    /// <summary>Adds a value that stands in the arena already.</summary>
    /// <param name="fieldId">From <see cref="FieldNames.Intern(ReadOnlySpan{byte})"/>; <see cref="FieldNames.Full"/> is counted and dropped.</param>
    /// <param name="offset">Where the value begins in the arena.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="kind">What it was in its source.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int fieldId, int offset, int length, ValueKind kind)
    {
        if (fieldId < 0)
        {
            DroppedFields++;
            return;
        }

        var i = _fields;
        if (i == _ids.Length) GrowFields();
        _ids[i] = fieldId;
        _offsets[i] = offset;
        _lengths[i] = length;
        _kinds[i] = kind;
        _fields = i + 1;
    }

    /// <summary>Adds a value by copying it into the arena.</summary>
    public void Add(int fieldId, ReadOnlySpan<byte> value, ValueKind kind = ValueKind.Text) =>
        Add(fieldId, Append(value), value.Length, kind);

    /// <summary>Copies bytes behind the arena's end and answers where they begin. Spans taken before stay readable.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        var room = Reserve(bytes.Length);
        bytes.CopyTo(room);
        return Commit(bytes.Length);
    }

    /// <summary>Room behind the arena's end to write into; <see cref="Commit"/> makes what was written part of it.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_used + length > _arena.Length)
        {
            var next = GC.AllocateUninitializedArray<byte>(Math.Max(_arena.Length * 2, _used + length + 4_096));
            _arena.AsSpan(0, _used).CopyTo(next);
            _arena = next;
        }

        return _arena.AsSpan(_used);
    }

    /// <summary>Takes <paramref name="length"/> reserved bytes into the arena and answers where they begin.</summary>
    public int Commit(int length)
    {
        var at = _used;
        _used += length;
        return at;
    }

    /// <summary>Completes the open event.</summary>
    public void EndEvent()
    {
        _rows[_count].FieldCount = _fields - _rows[_count].FirstField;
        _count++;
        _open = false;
    }

    /// <summary>Forgets the open event and its fields.</summary>
    public void AbandonEvent()
    {
        if (!_open) return;
        _fields = _rows[_count].FirstField;
        _open = false;
    }

    /// <summary>
    /// Adds an event for a record that could not be read: no fields, the reason, the offset and the raw bytes.
    /// An event that is open is abandoned first.
    /// </summary>
    public void AddUnparsed(string format, string reason, int rawOffset, int rawLength, long sourceOffset)
    {
        AbandonEvent();
        BeginEvent(format, rawOffset, rawLength, sourceOffset);
        _rows[_count].UnparsedReason = reason;
        EndEvent();
    }

    internal ref Row RowAt(int index) => ref _rows[index];

    internal int IdAt(int field) => _ids[field];

    internal ValueKind KindAt(int field) => _kinds[field] == ValueKind.EscapedText ? ValueKind.Text : _kinds[field];

    /// <summary>The value's bytes; JSON escapes are resolved here, once, on first use.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReadOnlySpan<byte> ValueAt(int field)
    {
        if (_kinds[field] == ValueKind.EscapedText) Unescape(field);
        return new ReadOnlySpan<byte>(_arena, _offsets[field], _lengths[field]);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Unescape(int field)
    {
        var length = _lengths[field];
        var room = Reserve(length);
        var written = Text.JsonText.Unescape(_arena.AsSpan(_offsets[field], length), room);
        _offsets[field] = Commit(written);
        _lengths[field] = written;
        _kinds[field] = ValueKind.Text;
    }

    private void GrowFields()
    {
        var size = _ids.Length * 2;
        Array.Resize(ref _ids, size);
        Array.Resize(ref _offsets, size);
        Array.Resize(ref _lengths, size);
        Array.Resize(ref _kinds, size);
    }

    internal struct Row
    {
        public int FirstField;
        public int FieldCount;
        public int RawOffset;
        public int RawLength;
        public long SourceOffset;
        public string Format;
        public RawForm RawForm;
        public string? UnparsedReason;
        public EventClass? Class;
    }
}

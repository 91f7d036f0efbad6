using System.Runtime.CompilerServices;

namespace Watchfloor.Events;

/// <summary>One event of a batch: a window, not a copy. Valid until the batch is cleared.</summary>
public readonly ref struct EventView
{
    private readonly EventBatch _batch;
    private readonly int _first;

    internal EventView(EventBatch batch, int index)
    {
        _batch = batch;
        Index = index;
        ref var row = ref batch.RowAt(index);
        _first = row.FirstField;
        FieldCount = row.FieldCount;
    }

    /// <summary>The event's place in its batch.</summary>
    public int Index { get; }

    /// <summary>How many values the event has. A field with several values (an array) appears once for each.</summary>
    public int FieldCount { get; }

    /// <summary>The batch this event belongs to.</summary>
    public EventBatch Batch => _batch;

    /// <summary>The name of the format it was decoded from.</summary>
    public string Format => _batch.RowAt(Index).Format;

    /// <summary>Why the record could not be read, or null when it could.</summary>
    public string? UnparsedReason => _batch.RowAt(Index).UnparsedReason;

    /// <summary>Where the record begins in its file or stream, in bytes.</summary>
    public long SourceOffset => _batch.RowAt(Index).SourceOffset;

    /// <summary>The record as it was read.</summary>
    public ReadOnlySpan<byte> Raw
    {
        get
        {
            ref var row = ref _batch.RowAt(Index);
            return _batch.Arena.Slice(row.RawOffset, row.RawLength);
        }
    }

    /// <summary>How the values stand in <see cref="Raw"/>.</summary>
    public RawForm RawForm => _batch.RowAt(Index).RawForm;

    /// <summary>What kind of event it is; set by <see cref="EventCatalog.Classify"/>, null before.</summary>
    public EventClass? Class => _batch.RowAt(Index).Class;

    /// <summary>The ids of all fields, in the order of the source.</summary>
    public ReadOnlySpan<int> FieldIds => _batch.Ids.Slice(_first, FieldCount);

    /// <summary>The name id of the value at this place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FieldId(int place) => _batch.IdAt(_first + place);

    /// <summary>The name of the value at this place, as the source wrote it.</summary>
    public string FieldName(int place) => _batch.Names[FieldId(place)];

    /// <summary>What the value at this place was in its source.</summary>
    public ValueKind Kind(int place) => _batch.KindAt(_first + place);

    /// <summary>The UTF-8 bytes of the value at this place, escapes resolved; empty for <see cref="ValueKind.Null"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Value(int place) => _batch.ValueAt(_first + place);

    /// <summary>The place of the first value of a field, or -1.</summary>
    public int Find(int fieldId) => fieldId < 0 ? -1 : FieldIds.IndexOf(fieldId);

    /// <summary>The first value of a field by the source's own name.</summary>
    /// <returns>False when the event has no such field.</returns>
    public bool TryGet(string fieldName, out ReadOnlySpan<byte> value)
    {
        var place = Find(_batch.Names.Find(fieldName));
        value = place < 0 ? default : Value(place);
        return place >= 0;
    }

    /// <summary>Says what kind of event this is; the classifier and tests call it.</summary>
    public void SetClass(EventClass @class) => _batch.RowAt(Index).Class = @class;
}

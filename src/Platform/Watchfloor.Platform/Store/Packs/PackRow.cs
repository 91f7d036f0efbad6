using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>A row of a pack, and the field that is asked for.</summary>
/// <param name="Pack">The pack.</param>
/// <param name="Row">Which row.</param>
/// <param name="Time">The event's time, in microseconds since 1970.</param>
/// <param name="Field">The field's number in the pack; below 0 when no event of it has the field, or none is asked for.</param>
internal readonly record struct PackRow(Pack Pack, int Row, long Time, int Field)
{
    /// <summary>The field's value, if the event has it.</summary>
    public bool TryGet(Scratch scratch, out CellKind kind, out ReadOnlySpan<byte> value)
    {
        kind = default;
        value = default;
        if (Field < 0 || !Pack.Has(Row, Field, out kind)) return false;
        value = Pack.Value(Row, Time, Field, scratch.Value);
        return true;
    }

    /// <summary>The value of the column that is asked for, if the event has one.</summary>
    public bool TryGetSupplied(Scratch scratch, out ReadOnlySpan<byte> value)
    {
        value = default;
        var supplier = Field < 0 ? -1 : Pack.SupplierOf(Row, Time, Field, scratch.Value);
        if (supplier < 0) return false;
        value = Pack.Value(Row, Time, supplier, scratch.Value);
        return true;
    }
}

/// <summary>Where a function puts texts together; belongs to one call.</summary>
internal sealed class Scratch
{
    public ByteBuffer Text { get; } = new();

    public ByteBuffer Value { get; } = new();
}

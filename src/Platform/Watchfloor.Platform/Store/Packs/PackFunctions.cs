using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Packs;

/// <summary>
/// The SQL functions that read fields out of packs. All take a pack's number, a row of it and that row's time in microseconds; all but the
/// first then a field's name. NULL where the event does not have it.
/// </summary>
internal static class PackFunctions
{
    /// <summary>All fields as a JSON object.</summary>
    public const string Fields = "event_fields";

    /// <summary>The JSON of a field.</summary>
    public const string Json = "event_json";

    /// <summary>The text of a field: the JSON of an array where it has several values; NULL for null.</summary>
    public const string Text = "event_text";

    /// <summary>Whether a field has several values.</summary>
    public const string IsMany = "event_is_many";

    /// <summary>The text of a column that is kept with the fields.</summary>
    public const string Column = "event_column";

    /// <summary>The number of such a column.</summary>
    public const string Number = "event_number";

    /// <summary>The text of the record as it was received, where it is not the fields' JSON.</summary>
    public const string Record = "event_record";

    /// <summary>Makes them known to a database, for all its connections.</summary>
    public static void Register(DuckDBConnection connection, PackShelf packs)
    {
        new FieldsFunction(packs).Register(connection);
        new JsonFunction(packs).Register(connection);
        new TextFunction(packs, Text, PackName.Field).Register(connection);
        new TextFunction(packs, Record, PackName.Record).Register(connection);
        new ColumnFunction(packs).Register(connection);
        new NumberFunction(packs).Register(connection);
        new IsManyFunction(packs).Register(connection);
    }

    private sealed class FieldsFunction(PackShelf packs) : PackFunction(packs, Fields, asks: null, DuckDBType.Varchar)
    {
        protected override void Answer(in PackRow row, Scratch scratch, SqlResult result)
        {
            scratch.Text.Clear();
            row.Pack.WriteJson(row.Row, row.Time, scratch.Text, scratch.Value);
            result.SetText(scratch.Text.Written);
        }
    }

    private sealed class JsonFunction(PackShelf packs) : PackFunction(packs, Json, PackName.Field, DuckDBType.Varchar)
    {
        protected override void Answer(in PackRow row, Scratch scratch, SqlResult result)
        {
            if (!row.TryGet(scratch, out var kind, out var value))
            {
                result.SetNull();
                return;
            }

            if (kind != CellKind.Text)
            {
                result.SetText(value);
                return;
            }

            scratch.Text.Clear();
            JsonText.Write(scratch.Text, value);
            result.SetText(scratch.Text.Written);
        }
    }

    private sealed class TextFunction(PackShelf packs, string name, PackName asks) : PackFunction(packs, name, asks, DuckDBType.Varchar)
    {
        protected override void Answer(in PackRow row, Scratch scratch, SqlResult result)
        {
            if (row.TryGet(scratch, out var kind, out var value) && !(kind == CellKind.Literal && value.SequenceEqual("null"u8))) result.SetText(value);
            else result.SetNull();
        }
    }

    private sealed class ColumnFunction(PackShelf packs) : PackFunction(packs, Column, PackName.Column, DuckDBType.Varchar)
    {
        protected override void Answer(in PackRow row, Scratch scratch, SqlResult result)
        {
            if (row.TryGetSupplied(scratch, out var value)) result.SetText(value);
            else result.SetNull();
        }
    }

    private sealed class NumberFunction(PackShelf packs) : PackFunction(packs, Number, PackName.Column, DuckDBType.BigInt)
    {
        protected override void Answer(in PackRow row, Scratch scratch, SqlResult result)
        {
            if (row.TryGetSupplied(scratch, out var value) && WholeNumber.TryRead(value, out var number)) result.SetNumber(number);
            else result.SetNull();
        }
    }

    private sealed class IsManyFunction(PackShelf packs) : PackFunction(packs, IsMany, PackName.Field, DuckDBType.Boolean)
    {
        protected override void Answer(in PackRow row, Scratch scratch, SqlResult result) => result.SetBoolean(row.Field >= 0 && row.Pack.Has(row.Row, row.Field, out var kind) && kind == CellKind.Array);
    }
}

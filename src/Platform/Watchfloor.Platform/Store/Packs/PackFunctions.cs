using DuckDB.NET.Data;
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

    /// <summary>Makes them known to a database, for all its connections.</summary>
    public static void Register(DuckDBConnection connection, PackShelf packs)
    {
        new FieldsFunction(packs).Register(connection);
        new JsonFunction(packs).Register(connection);
        new TextFunction(packs).Register(connection);
        new IsManyFunction(packs).Register(connection);
    }

    private sealed class FieldsFunction(PackShelf packs) : PackFunction(packs, Fields, takesName: false, DuckDB.NET.Native.DuckDBType.Varchar)
    {
        protected override void Answer(in PackRow row, Scratch scratch, SqlResult result)
        {
            scratch.Text.Clear();
            row.Pack.WriteJson(row.Row, row.Time, scratch.Text, scratch.Value);
            result.SetText(scratch.Text.Written);
        }
    }

    private sealed class JsonFunction(PackShelf packs) : PackFunction(packs, Json, takesName: true, DuckDB.NET.Native.DuckDBType.Varchar)
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

    private sealed class TextFunction(PackShelf packs) : PackFunction(packs, Text, takesName: true, DuckDB.NET.Native.DuckDBType.Varchar)
    {
        protected override void Answer(in PackRow row, Scratch scratch, SqlResult result)
        {
            if (row.TryGet(scratch, out var kind, out var value) && !(kind == CellKind.Literal && value.SequenceEqual("null"u8))) result.SetText(value);
            else result.SetNull();
        }
    }

    private sealed class IsManyFunction(PackShelf packs) : PackFunction(packs, IsMany, takesName: true, DuckDB.NET.Native.DuckDBType.Boolean)
    {
        protected override void Answer(in PackRow row, Scratch scratch, SqlResult result) => result.SetBoolean(row.Field >= 0 && row.Pack.Has(row.Row, row.Field, out var kind) && kind == CellKind.Array);
    }
}

using System.Globalization;
using Watchfloor.Kql.Semantics;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;
using Watchfloor.Platform.Store.Packs;

namespace Watchfloor.Platform.Store.Hunting;

/// <summary>The table <c>Events</c> of the query language: the events of some day files.</summary>
internal static class EventsTable
{
    private static readonly List<EventColumn> _columns = [.. EventColumns.All.Where(c => c.Name is not ("log_offset" or "log_index" or EventColumns.Fields))];

    /// <summary>Columns that no file keeps: the event's id, the text for people, the record as it was received.</summary>
    private static readonly string[] _made = ["id", "message", "raw"];

    /// <summary>Whether all fields of the files stand in packs.</summary>
    public static bool HasPacks(IReadOnlyCollection<FileLease> files) => files.All(f => f.File.Facts.Layout > 1);

    /// <summary>The table.</summary>
    /// <param name="files">The files, open.</param>
    /// <param name="fields">The fields that occur in them.</param>
    /// <param name="from">The least time, inclusive; null: the oldest.</param>
    /// <param name="to">The time before which events are; null: the newest.</param>
    public static Table Of(IReadOnlyCollection<FileLease> files, IReadOnlyCollection<string> fields, DateTimeOffset? from, DateTimeOffset? to)
    {
        var havePacks = HasPacks(files);
        var names = string.Join(", ", _columns.Select(c => EventHub.Name(c.Name)).Append(EventColumns.Fields).Concat(havePacks ? ["pack", "pack_row"] : Array.Empty<string>()));
        var range = string.Join(" AND ", new[] { Bound(">=", from), Bound("<", to), "true" }.OfType<string>());
        var source = files.Count == 0
            ? Nothing()
            : string.Join(" UNION ALL ", files.Select(f => $"SELECT {names}, {Made(f.File.Facts.Layout)} FROM {DayFileSql.View(f.File.Alias)} WHERE {range}"));
        List<TableColumn> columns = [.. _columns.Select(Column), new(EventColumns.Fields, KqlType.Dynamic, ColumnStorage.Json), .. _made.Select(name => new TableColumn(name, KqlType.String, ColumnStorage.Text))];
        return new Table("Events", $"({source})", columns)
        {
            FieldsColumn = EventColumns.Fields,
            Fields = fields,
            TimeColumn = "time",
        };
    }

    /// <summary>The columns that no file keeps; the id as <see cref="EventId"/> writes it.</summary>
    private static string Made(int layout)
    {
        var text = layout > 1 ? (Func<string, string>)(name => Call(PackFunctions.Text, name)) : name => $"json_extract_string(fields, {EventHub.Text("/" + name)})";
        var record = layout > 1 ? Call(PackFunctions.Record, EventColumns.RawField) : text(EventColumns.RawField);
        var all = layout > 1 ? $"{PackFunctions.Fields}(pack, pack_row, epoch_us(\"time\"))" : "fields";
        return "printf('%012x%02x%012x%06x', epoch_us(received) // 1000, log_index >> 24, log_offset, log_index & 16777215) AS id"
            + $", coalesce({string.Join(", ", EventColumns.MessageFields.Select(text))}) AS message, coalesce({record}, {all}) AS raw";

        static string Call(string function, string name) => $"{function}(pack, pack_row, epoch_us(\"time\"), {EventHub.Text(name)})";
    }

    private static TableColumn Column(EventColumn column) => column.Kind switch
    {
        ColumnKind.Time => new TableColumn(column.Name, KqlType.DateTime, ColumnStorage.Timestamp),
        ColumnKind.Integer => new TableColumn(column.Name, KqlType.Long, ColumnStorage.Native),
        _ => new TableColumn(column.Name, KqlType.String, ColumnStorage.Text),
    };

    private static string? Bound(string comparison, DateTimeOffset? time) => time is { } at
        ? string.Create(CultureInfo.InvariantCulture, $"\"time\" {comparison} make_timestamp({(at.UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond})")
        : null;

    private static string Nothing()
    {
        var columns = _columns.Select(c => $"NULL::{(c.Kind == ColumnKind.Time ? "TIMESTAMP" : c.Kind == ColumnKind.Integer ? "BIGINT" : "VARCHAR")} AS {EventHub.Name(c.Name)}");
        return $"SELECT {string.Join(", ", columns)}, NULL::VARCHAR AS fields, NULL::BIGINT AS pack, NULL::INTEGER AS pack_row, NULL::VARCHAR AS id, NULL::VARCHAR AS message, NULL::VARCHAR AS raw WHERE false";
    }
}

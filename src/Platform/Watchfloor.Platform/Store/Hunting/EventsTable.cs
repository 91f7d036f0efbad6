using System.Globalization;
using Watchfloor.Kql.Semantics;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;

namespace Watchfloor.Platform.Store.Hunting;

/// <summary>The table <c>Events</c> of the query language: the events of some day files.</summary>
internal static class EventsTable
{
    private static readonly List<EventColumn> _columns = [.. EventColumns.All.Where(c => c.Name is not ("log_offset" or "log_index" or EventColumns.Fields))];

    /// <summary>Whether all fields of the files stand in packs.</summary>
    public static bool HasPacks(IReadOnlyCollection<FileLease> files) => files.All(f => f.File.Facts.Layout > 1);

    /// <summary>The table.</summary>
    /// <param name="files">The files, open.</param>
    /// <param name="fields">The fields that occur in them.</param>
    /// <param name="from">The least time, inclusive; null: the oldest.</param>
    /// <param name="to">The time before which events are; null: the newest.</param>
    public static Table Of(IReadOnlyCollection<FileLease> files, IReadOnlyCollection<string> fields, DateTimeOffset? from, DateTimeOffset? to)
    {
        var names = string.Join(", ", _columns.Select(c => EventHub.Name(c.Name)).Append(EventColumns.Fields).Concat(HasPacks(files) ? ["pack", "pack_row"] : Array.Empty<string>()));
        var range = string.Join(" AND ", new[] { Bound(">=", from), Bound("<", to), "true" }.OfType<string>());
        var source = files.Count == 0 ? Nothing() : string.Join(" UNION ALL ", files.Select(f => $"SELECT {names} FROM {DayFileSql.View(f.File.Alias)} WHERE {range}"));
        return new Table("Events", $"({source})", [.. _columns.Select(Column), new TableColumn(EventColumns.Fields, KqlType.Dynamic, ColumnStorage.Json)])
        {
            FieldsColumn = EventColumns.Fields,
            Fields = fields,
            TimeColumn = "time",
        };
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
        return $"SELECT {string.Join(", ", columns)}, NULL::VARCHAR AS fields, NULL::BIGINT AS pack, NULL::INTEGER AS pack_row WHERE false";
    }
}

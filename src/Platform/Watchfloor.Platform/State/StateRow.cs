using System.Data.Common;

namespace Watchfloor.Platform.State;

/// <summary>Reads a row's columns by name.</summary>
public static class StateRow
{
    /// <summary>A text, or null.</summary>
    public static string? TextOrNull(this DbDataReader row, string column) => row.IsDBNull(row.GetOrdinal(column)) ? null : row.GetString(row.GetOrdinal(column));

    /// <summary>A text.</summary>
    public static string Text(this DbDataReader row, string column) => row.GetString(row.GetOrdinal(column));

    /// <summary>A number.</summary>
    public static long Number(this DbDataReader row, string column) => row.GetInt64(row.GetOrdinal(column));

    /// <summary>A number, or null.</summary>
    public static long? NumberOrNull(this DbDataReader row, string column) => row.IsDBNull(row.GetOrdinal(column)) ? null : row.GetInt64(row.GetOrdinal(column));

    /// <summary>A 0 or 1.</summary>
    public static bool Flag(this DbDataReader row, string column) => row.Number(column) != 0;

    /// <summary>A time, kept as UTC ticks.</summary>
    public static DateTimeOffset Time(this DbDataReader row, string column) => new(row.Number(column), TimeSpan.Zero);

    /// <summary>A time, or null.</summary>
    public static DateTimeOffset? TimeOrNull(this DbDataReader row, string column) =>
        row.NumberOrNull(column) is { } ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Binary.</summary>
    public static byte[] Bytes(this DbDataReader row, string column) => row.GetFieldValue<byte[]>(row.GetOrdinal(column));

    /// <summary>Binary, or null.</summary>
    public static byte[]? BytesOrNull(this DbDataReader row, string column) => row.IsDBNull(row.GetOrdinal(column)) ? null : row.Bytes(column);
}

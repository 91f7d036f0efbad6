using System.Data.Common;

namespace Watchfloor.Platform.State;

/// <summary>A connection to the state, to read with. One caller at a time.</summary>
public class StateSession
{
    internal StateSession(DbConnection connection, DbTransaction? transaction, StateDialect dialect)
    {
        Connection = connection;
        Transaction = transaction;
        Dialect = dialect;
    }

    /// <summary>The database's kind.</summary>
    public StateDialect Dialect { get; }

    internal DbConnection Connection { get; }

    internal DbTransaction? Transaction { get; }

    /// <summary>A command with named parameters (<c>@name</c>). Values go in parameters, never into the text.</summary>
    public DbCommand Command(string sql, params (string Name, object? Value)[] parameters)
    {
        var command = Connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = Transaction;
        foreach (var (name, value) in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return command;
    }

    /// <summary>The rows of a query.</summary>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> row, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false)) rows.Add(row(reader));
        return rows;
    }

    /// <summary>The first row of a query, or the default.</summary>
    public async Task<T?> FirstAsync<T>(string sql, Func<DbDataReader, T> row, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false) ? row(reader) : default;
    }

    /// <summary>The first column of the first row as a number, or null.</summary>
    public async Task<long?> NumberAsync(string sql, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        var value = await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
        return value is null or DBNull ? null : Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
    }
}

/// <summary>A transaction on the state: all of it is committed, or nothing.</summary>
public sealed class StateTransaction : StateSession
{
    internal StateTransaction(DbConnection connection, DbTransaction transaction, StateDialect dialect)
        : base(connection, transaction, dialect)
    {
    }

    /// <summary>Runs a statement.</summary>
    /// <returns>How many rows it changed.</returns>
    public async Task<int> ExecuteAsync(string sql, CancellationToken cancellation, params (string Name, object? Value)[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}

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

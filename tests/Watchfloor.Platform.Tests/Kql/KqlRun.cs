using DuckDB.NET.Data;
using Watchfloor.Kql;
using Watchfloor.Kql.Semantics;
using Watchfloor.Kql.Sql.DuckDb;
using Watchfloor.Kql.Values;
using Watchfloor.Platform.Store.Hunting;
using Watchfloor.Platform.Store.Native;

namespace Watchfloor.Platform.Tests.Kql;

/// <summary>A database in memory that runs queries.</summary>
public sealed class KqlRun : IDisposable
{
    /// <summary>The moment of <c>now()</c>.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    public KqlRun()
    {
        _connection.Open();
        NativeSql.Register(_connection);
    }

    /// <summary>Runs SQL that makes tables.</summary>
    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The columns and rows of a query as the cases write them, or its first mistake.</summary>
    public (string Columns, List<string> Rows, KqlError? Error) Query(string text, QuerySchema? schema = null)
    {
        if (!KqlQuery.TryCompile(text, schema ?? QuerySchema.Empty, Now, out var query, out var errors)) return ("", [], errors[0]);
        return (string.Join('\t', query.Columns.Select(c => $"{c.Name}:{c.Type.Name()}")), [.. Rows(query).Select(r => string.Join('\t', r.Select((v, i) => ValueJson.Of(query.Columns[i].Type, v))))], null);
    }

    /// <summary>The rows of a query.</summary>
    public List<object?[]> Rows(KqlQuery query)
    {
        Assert.True(query.TryWrite(DuckDbDialect.Instance, out var sql, out var error), error?.Message);
        try
        {
            using var command = KqlCommand.Create(_connection, sql);
            using var reader = command.ExecuteReader();
            var rows = new List<object?[]>();
            while (reader.Read()) rows.Add([.. query.Columns.Select((c, i) => KqlCommand.Read(reader, i, c.Type))]);
            return rows;
        }
        catch (DuckDBException e)
        {
            throw new InvalidOperationException($"{e.Message}\n{sql.Text}", e);
        }
    }

    public void Dispose() => _connection.Dispose();
}

using DuckDB.NET.Data;
using Watchfloor.Events;
using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Files;

/// <summary>The SQL of a day file: its tables, its facts, its field names.</summary>
internal static class DayFileSql
{
    /// <summary>Attaches a file under a name. A file that is not there is made.</summary>
    /// <remarks>
    /// Without a storage version zstd silently becomes no compression. A row group that is not full is compressed anew with each
    /// checkpoint, so they are small; a file keeps the larger ones that it was given before.
    /// </remarks>
    public static void Attach(DuckDBConnection connection, string path, string alias) =>
        Run(connection, $"ATTACH {EventHub.Text(path)} AS {EventHub.Name(alias)} (STORAGE_VERSION 'latest', BLOCK_SIZE 65536, ROW_GROUP_SIZE {StoreBatch.MaxRows})");

    /// <summary>Detaches a file; what is in its write-ahead log goes into it first.</summary>
    public static void Detach(DuckDBConnection connection, string alias) => Run(connection, $"DETACH {EventHub.Name(alias)}");

    /// <summary>Makes the tables of a new file.</summary>
    public static void Create(DuckDBConnection connection, string alias)
    {
        var name = EventHub.Name(alias);
        var columns = string.Join(", ", EventColumns.All.Select(c => $"{EventHub.Name(c.Name)} {TypeOf(c)}"));
        Run(connection, "BEGIN");
        Run(connection, $"CREATE TABLE {name}.events ({columns})");
        Run(connection, $"CREATE TABLE {name}.field (name VARCHAR NOT NULL)");
        Run(connection, $"CREATE TABLE {name}.facts (layout INTEGER NOT NULL, events BIGINT NOT NULL, least BIGINT NOT NULL, greatest BIGINT NOT NULL)");
        Run(connection, $"CREATE TABLE {name}.cursor (next_offset BIGINT NOT NULL, all_before BIGINT NOT NULL)");
        Run(connection, $"INSERT INTO {name}.facts VALUES ({EventColumns.Layout}, 0, {long.MaxValue}, {long.MinValue + 1})");
        Run(connection, $"INSERT INTO {name}.cursor VALUES (0, 0)");
        Run(connection, "COMMIT");
    }

    /// <summary>Reads a file's facts.</summary>
    /// <exception cref="InvalidDataException">Another program's layout.</exception>
    public static FileFacts ReadFacts(DuckDBConnection connection, string alias)
    {
        var name = EventHub.Name(alias);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT layout, events, least, greatest, next_offset, all_before FROM {name}.facts, {name}.cursor";
        using var reader = command.ExecuteReader();
        if (!reader.Read()) throw new InvalidDataException("it holds no cursor");
        if (reader.GetInt32(0) != EventColumns.Layout) throw new InvalidDataException($"its layout is {reader.GetInt32(0)}; this program knows {EventColumns.Layout}");
        return new FileFacts(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
    }

    /// <summary>Writes a file's facts, in the transaction that changed them.</summary>
    public static void WriteFacts(DuckDBConnection connection, string alias, FileFacts facts)
    {
        var name = EventHub.Name(alias);
        Run(connection, $"UPDATE {name}.facts SET events = $1, least = $2, greatest = $3", facts.Rows, facts.Least, facts.Greatest);
        Run(connection, $"UPDATE {name}.cursor SET next_offset = $1, all_before = $2", facts.NextOffset, facts.AllBefore);
    }

    /// <summary>The field names that occur in a file.</summary>
    public static NameSet ReadNames(DuckDBConnection connection, string alias, FieldNames names)
    {
        var set = new NameSet();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT name FROM {EventHub.Name(alias)}.field";
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var id = names.Intern(reader.GetString(0));
            if (id != FieldNames.Full) set.Add(id);
        }

        return set;
    }

    /// <summary>Adds field names to a file.</summary>
    public static void AddNames(DuckDBConnection connection, string alias, IReadOnlyList<string> names) =>
        Run(connection, $"INSERT INTO {EventHub.Name(alias)}.field SELECT unnest($1)", names.ToList());

    /// <summary>Runs a statement.</summary>
    public static void Run(DuckDBConnection connection, string sql, params ReadOnlySpan<object> parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters) command.Parameters.Add(new DuckDBParameter(parameter));
        command.ExecuteNonQuery();
    }

    private static string TypeOf(EventColumn column) => column.Kind switch
    {
        ColumnKind.Time => "TIMESTAMP NOT NULL",
        ColumnKind.Integer => "BIGINT",
        // A zstd segment takes a block of its own however little it holds, so short texts are better off as the dictionaries that the
        // database chooses for them.
        _ => column.Name == EventColumns.Fields ? "VARCHAR USING COMPRESSION zstd" : "VARCHAR",
    };
}

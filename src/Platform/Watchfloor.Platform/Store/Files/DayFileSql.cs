using DuckDB.NET.Data;
using Watchfloor.Events;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Packs;

namespace Watchfloor.Platform.Store.Files;

/// <summary>The SQL of a day file: its tables, its facts, its field names.</summary>
internal static class DayFileSql
{
    /// <summary>Attaches a file under a name. A file that is not there is made.</summary>
    /// <remarks>
    /// A row group that is not full is compressed anew with each checkpoint, so they are small; a file keeps the larger ones that it was
    /// given before. Without a storage version the database leaves out its better compressions.
    /// </remarks>
    public static void Attach(DuckDBConnection connection, string path, string alias) =>
        Run(connection, $"ATTACH {EventHub.Text(path)} AS {EventHub.Name(alias)} (STORAGE_VERSION 'latest', BLOCK_SIZE 65536, ROW_GROUP_SIZE {StoreBatch.MaxRows})");

    /// <summary>Detaches a file; what is in its write-ahead log goes into it first.</summary>
    public static void Detach(DuckDBConnection connection, string alias) => Run(connection, $"DETACH {EventHub.Name(alias)}");

    /// <summary>Makes the tables of a new file.</summary>
    /// <param name="connection">Where it is attached.</param>
    /// <param name="alias">As what.</param>
    /// <param name="nextOffset">What stands before this log offset is in another file.</param>
    public static void Create(DuckDBConnection connection, string alias, long nextOffset)
    {
        var name = EventHub.Name(alias);
        Run(connection, "BEGIN");
        Run(connection, $"CREATE TABLE {name}.events ({Columns(EventColumns.OfRow)}, kind INTEGER NOT NULL, pack BIGINT NOT NULL, pack_row INTEGER NOT NULL)");
        Run(connection, $"CREATE TABLE {name}.kind (number INTEGER NOT NULL, {Columns(EventColumns.OfKind)})");
        Run(connection, $"CREATE TABLE {name}.field (name VARCHAR NOT NULL)");
        Run(connection, $"CREATE TABLE {name}.pack (number BIGINT NOT NULL, place BIGINT NOT NULL, first_row INTEGER NOT NULL)");
        Run(connection, $"CREATE TABLE {name}.facts (layout INTEGER NOT NULL, events BIGINT NOT NULL, least BIGINT NOT NULL, greatest BIGINT NOT NULL, pack_bytes BIGINT NOT NULL, pack_file INTEGER NOT NULL, is_tidy BOOLEAN NOT NULL)");
        Run(connection, $"CREATE TABLE {name}.cursor (next_offset BIGINT NOT NULL, all_before BIGINT NOT NULL)");
        Run(connection, $"INSERT INTO {name}.facts VALUES ({EventColumns.Layout}, 0, {long.MaxValue}, {long.MinValue + 1}, 0, 0, false)");
        Run(connection, $"INSERT INTO {name}.cursor VALUES ($1, 0)", nextOffset);
        Run(connection, "COMMIT");
    }

    /// <summary>Makes the view of a file's events, <see cref="Select"/> without a condition.</summary>
    public static void CreateView(DuckDBConnection connection, DayFile file) => Run(connection, $"CREATE OR REPLACE VIEW {View(file.Alias)} AS {Select(file, "true")}");

    /// <summary>
    /// The events of a file, the same for files of every layout: the columns, <c>fields</c>, the row's number as <c>row_id</c>, and where packs
    /// hold the fields, <c>pack</c> and <c>pack_row</c> for <see cref="PackFunctions"/>.
    /// </summary>
    /// <param name="file">The file, open.</param>
    /// <param name="where">
    /// A condition on the table's own columns and <c>rowid</c>. One on the answer may come too late: the database then reads the packs of all
    /// rows before it looks which are wanted.
    /// </param>
    public static string Select(DayFile file, string where)
    {
        var columns = EventColumns.All.Where(c => c.Name != EventColumns.Fields);
        var rows = $"(SELECT rowid AS row_id, * FROM {EventHub.Name(file.Alias)}.events WHERE {where}) e";
        return file.Facts.Layout == 1
            ? $"SELECT e.row_id, {string.Join(", ", columns.Select(c => EventHub.Name(c.Name)))}, fields FROM {rows}"
            : $"SELECT e.row_id, {string.Join(", ", columns.Select(InView))}, {InPack(PackFunctions.Fields)} AS fields, e.pack + {file.FirstPack} AS pack, e.pack_row FROM {rows} JOIN {EventHub.Name(file.Alias)}.kind k ON k.number = e.kind";

        string InView(EventColumn column) => column.Place switch
        {
            ColumnPlace.Row => "e." + EventHub.Name(column.Name),
            ColumnPlace.Kind => "k." + EventHub.Name(column.Name),
            _ => $"{InPack(column.Kind == ColumnKind.Integer ? PackFunctions.Number : PackFunctions.Column, ", " + EventHub.Text(column.Name))} AS {EventHub.Name(column.Name)}",
        };

        string InPack(string function, string more = "") => $"{function}(e.pack + {file.FirstPack}, e.pack_row, epoch_us(e.time){more})";
    }

    /// <summary>Drops the view of a file.</summary>
    public static void DropView(DuckDBConnection connection, string alias) => Run(connection, $"DROP VIEW IF EXISTS {View(alias)}");

    /// <summary>The view of a file's events as SQL writes it.</summary>
    public static string View(string alias) => $"memory.main.{EventHub.Name(alias)}";

    /// <summary>Reads a file's facts.</summary>
    /// <exception cref="InvalidDataException">Another program's layout.</exception>
    public static FileFacts ReadFacts(DuckDBConnection connection, string alias)
    {
        var name = EventHub.Name(alias);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT layout FROM {name}.facts";
        var layout = command.ExecuteScalar() as int? ?? throw new InvalidDataException("it holds no facts");
        if (layout is < 1 or > EventColumns.Layout) throw new InvalidDataException($"its layout is {layout}; this program knows 1 to {EventColumns.Layout}");
        command.CommandText = $"SELECT events, least, greatest, next_offset, all_before, {(layout == 1 ? "0::BIGINT, 0, true" : "pack_bytes, pack_file, is_tidy")} FROM {name}.facts, {name}.cursor";
        using var reader = command.ExecuteReader();
        if (!reader.Read()) throw new InvalidDataException("it holds no cursor");
        return new FileFacts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), layout, reader.GetInt64(5), reader.GetInt32(6), reader.GetBoolean(7));
    }

    /// <summary>The kinds of a file's events.</summary>
    public static EventKinds ReadKinds(DuckDBConnection connection, string alias)
    {
        var kinds = new EventKinds();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT number, {string.Join(", ", EventColumns.OfKind.Select(c => EventHub.Name(c.Name)))} FROM {EventHub.Name(alias)}.kind ORDER BY number DESC LIMIT {EventKinds.Most}";
        var newest = new List<(int Number, byte[] Key)>();
        using var reader = command.ExecuteReader();
        var key = new ByteBuffer();
        while (reader.Read())
        {
            key.Clear();
            for (var i = 1; i < reader.FieldCount; i++) EventKinds.AddText(key, reader.IsDBNull(i) ? [] : System.Text.Encoding.UTF8.GetBytes(reader.GetString(i)));
            newest.Add((reader.GetInt32(0), key.Written.ToArray()));
        }

        newest.Reverse();
        if (newest.Count > 0) kinds.Clear(newest[0].Number);
        foreach (var (number, text) in newest)
            if (kinds.NumberOf(text) != number)
                throw new InvalidDataException("the kinds of its events are not in order");
        return kinds;
    }

    /// <summary>Adds kinds to a file, in the transaction that brings their rows.</summary>
    /// <param name="connection">The transaction.</param>
    /// <param name="alias">The file.</param>
    /// <param name="kinds">All that are known.</param>
    /// <param name="first">The first to add.</param>
    public static void AddKinds(DuckDBConnection connection, string alias, EventKinds kinds, int first)
    {
        if (first == kinds.Next) return;
        var numbers = Enumerable.Range(first, kinds.Next - first).ToList();
        var texts = numbers.ConvertAll(number => EventKinds.Texts(kinds[number]));
        var columns = EventColumns.OfKind.Select((_, column) => texts.ConvertAll(t => t[column]));
        var lists = string.Join(", ", EventColumns.OfKind.Select((_, column) => $"nullif(unnest(${column + 2}), '')"));
        Run(connection, $"INSERT INTO {EventHub.Name(alias)}.kind SELECT unnest($1), {lists}", [numbers, .. columns]);
    }

    /// <summary>Where the packs of a file are, in the order of their numbers.</summary>
    public static List<PackPlace> ReadPacks(DuckDBConnection connection, string alias)
    {
        var places = new List<PackPlace>();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT place, first_row FROM {EventHub.Name(alias)}.pack ORDER BY number";
        using var reader = command.ExecuteReader();
        while (reader.Read()) places.Add(new PackPlace(reader.GetInt64(0), reader.GetInt32(1)));
        return places;
    }

    /// <summary>Adds packs to a file, in the transaction that brings their rows.</summary>
    /// <param name="connection">The transaction.</param>
    /// <param name="alias">The file.</param>
    /// <param name="first">The first's number.</param>
    /// <param name="places">Where each is.</param>
    public static void AddPacks(DuckDBConnection connection, string alias, int first, List<PackPlace> places) =>
        Run(connection, $"INSERT INTO {EventHub.Name(alias)}.pack SELECT $1 + unnest(range(len($2))), unnest($2), unnest($3)", (long)first, places.ConvertAll(p => p.At), places.ConvertAll(p => p.FirstRow));

    /// <summary>Says that the packs of a file are elsewhere now.</summary>
    /// <inheritdoc cref="AddPacks"/>
    public static void ReplacePacks(DuckDBConnection connection, string alias, List<PackPlace> places)
    {
        Run(connection, $"DELETE FROM {EventHub.Name(alias)}.pack");
        AddPacks(connection, alias, 0, places);
    }

    /// <summary>How many rows each pack of a file has, in the order of their numbers.</summary>
    public static List<int> ReadPackRows(DuckDBConnection connection, string alias)
    {
        var rows = new List<int>();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*)::INTEGER FROM {EventHub.Name(alias)}.events GROUP BY pack ORDER BY pack";
        using var reader = command.ExecuteReader();
        while (reader.Read()) rows.Add(reader.GetInt32(0));
        return rows;
    }

    /// <summary>The times of the events of some packs, in the order of their rows, in microseconds since 1970.</summary>
    public static List<long> ReadTimes(DuckDBConnection connection, string alias, int firstPack, int packs)
    {
        var times = new List<long>();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT epoch_us(time) FROM {EventHub.Name(alias)}.events WHERE pack >= $1 AND pack < $2 ORDER BY pack, pack_row";
        command.Parameters.Add(new DuckDBParameter((long)firstPack));
        command.Parameters.Add(new DuckDBParameter((long)firstPack + packs));
        using var reader = command.ExecuteReader();
        while (reader.Read()) times.Add(reader.GetInt64(0));
        return times;
    }

    /// <summary>Writes a file's facts, in the transaction that changed them.</summary>
    public static void WriteFacts(DuckDBConnection connection, string alias, FileFacts facts)
    {
        var name = EventHub.Name(alias);
        Run(connection, $"UPDATE {name}.facts SET events = $1, least = $2, greatest = $3{(facts.Layout == 1 ? "" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $", pack_bytes = {facts.PackBytes}, pack_file = {facts.PackFile}, is_tidy = {facts.IsTidy}"))}", facts.Rows, facts.Least, facts.Greatest);
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

    private static string Columns(IEnumerable<EventColumn> columns) => string.Join(", ", columns.Select(c => $"{EventHub.Name(c.Name)} {TypeOf(c)}"));

    private static string TypeOf(EventColumn column) => column.Kind switch
    {
        ColumnKind.Time => "TIMESTAMP NOT NULL",
        ColumnKind.Integer => "BIGINT",
        _ => "VARCHAR",
    };
}

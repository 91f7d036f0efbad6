using System.Data.Common;
using System.Text;
using System.Text.Json;
using Watchfloor.Platform.State;

namespace Watchfloor.Platform.Backup;

/// <summary>
/// The rows of every table as lines of JSON, the same from SQLite and PostgreSQL, so that a backup of one restores into the other. A line that is
/// an object begins a table (<c>{"table":"alert","columns":[…]}</c>); a line that is an array is a row; binary is <c>{"b":"base64"}</c>.
/// </summary>
internal static class StateDump
{
    /// <summary>The table that says which step each room's tables are at.</summary>
    private const string VersionTable = "state_version";

    /// <summary>Writes every table as one transaction sees them.</summary>
    public static Task WriteAsync(StateDatabase state, Stream to, CancellationToken cancellation) =>
        state.WriteAsync(
            async transaction =>
            {
                to.SetLength(0);
                foreach (var table in await TablesAsync(transaction, cancellation).ConfigureAwait(false))
                    await WriteAsync(transaction, table, to, cancellation).ConfigureAwait(false);
            },
            cancellation);

    /// <summary>Makes the tables at the steps of a dump in an empty database, and fills them.</summary>
    /// <exception cref="InvalidDataException">The dump is damaged or of a newer program.</exception>
    public static async Task ReadAsync(Stream from, string connection, IReadOnlyList<StateSchema> schemas, CancellationToken cancellation)
    {
        var versions = await VersionsAsync(from, cancellation).ConfigureAwait(false);
        from.Position = 0;
        await using var state = await StateDatabase.OpenAsync(connection, [.. versions.Select(v => AtStep(schemas, v.Key, v.Value))], cancellation).ConfigureAwait(false);
        await state.WriteAsync(
            async transaction =>
            {
                if (await transaction.NumberAsync("SELECT COUNT(*) FROM ledger_entry", cancellation).ConfigureAwait(false) > 0)
                    throw new InvalidDataException("the state database to restore into is not empty; name another with --state");
                from.Position = 0;
                using var reader = new StreamReader(from, Encoding.UTF8, leaveOpen: true);
                DbCommand? insert = null;
                while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
                {
                    using var document = JsonDocument.Parse(line);
                    if (document.RootElement.ValueKind == JsonValueKind.Object) insert = Insert(transaction, document.RootElement);
                    else if (insert is not null) await RunAsync(insert, document.RootElement, cancellation).ConfigureAwait(false);
                }

                await transaction.Dialect.ContinueNumbersAsync(transaction, cancellation).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
    }

    private static StateSchema AtStep(IReadOnlyList<StateSchema> schemas, string room, int step)
    {
        var schema = schemas.FirstOrDefault(s => s.Room == room) ?? throw new InvalidDataException($"the backup holds tables of {room}, which this Watchfloor does not know; use a newer one");
        return step <= schema.Steps.Count
            ? schema with { Steps = [.. schema.Steps.Take(step)] }
            : throw new InvalidDataException($"the backup's tables of {room} are of a newer Watchfloor (step {step}; this one knows {schema.Steps.Count})");
    }

    private static async Task<Dictionary<string, int>> VersionsAsync(Stream from, CancellationToken cancellation)
    {
        var versions = new Dictionary<string, int>(StringComparer.Ordinal);
        using var reader = new StreamReader(from, Encoding.UTF8, leaveOpen: true);
        var inside = false;
        while (await reader.ReadLineAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object) inside = document.RootElement.GetProperty("table").GetString() == VersionTable;
            else if (inside) versions[document.RootElement[0].GetString()!] = document.RootElement[1].GetInt32();
        }

        return versions.Count > 0 ? versions : throw new InvalidDataException("the backup's state does not say which version it is of");
    }

    /// <summary>The tables in the order they were made, so that a row comes after those it refers to.</summary>
    private static Task<List<string>> TablesAsync(StateSession session, CancellationToken cancellation) =>
        session.QueryAsync(session.Dialect.ListTables, r => r.GetString(0), cancellation);

    private static async Task WriteAsync(StateSession session, string table, Stream to, CancellationToken cancellation)
    {
        await using var command = session.Command($"SELECT * FROM {Quoted(table)}");
        await using var rows = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        // The order of columns is the table's own in both databases; what a restore needs is their names.
        var columns = Enumerable.Range(0, rows.FieldCount).Select(rows.GetName).ToList();
        await using var json = new Utf8JsonWriter(to);
        json.WriteStartObject();
        json.WriteString("table", table);
        json.WriteStartArray("columns");
        foreach (var column in columns) json.WriteStringValue(column);
        json.WriteEndArray();
        json.WriteEndObject();
        await EndLineAsync(json, to, cancellation).ConfigureAwait(false);
        while (await rows.ReadAsync(cancellation).ConfigureAwait(false))
        {
            json.WriteStartArray();
            for (var i = 0; i < columns.Count; i++) WriteValue(json, rows.GetValue(i));
            json.WriteEndArray();
            await EndLineAsync(json, to, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task EndLineAsync(Utf8JsonWriter json, Stream to, CancellationToken cancellation)
    {
        await json.FlushAsync(cancellation).ConfigureAwait(false);
        json.Reset();
        to.WriteByte((byte)'\n');
    }

    private static void WriteValue(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case DBNull:
                json.WriteNullValue();
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case byte[] bytes:
                json.WriteStartObject();
                json.WriteBase64String("b", bytes);
                json.WriteEndObject();
                break;
            default:
                throw new InvalidOperationException($"a column of the type {value.GetType().Name} is not one that schemas may have");
        }
    }

    private static DbCommand? Insert(StateTransaction transaction, JsonElement head)
    {
        var table = head.GetProperty("table").GetString()!;
        if (table == VersionTable) return null;
        var columns = head.GetProperty("columns").EnumerateArray().Select(c => c.GetString()!).ToList();
        var command = transaction.Command(
            $"INSERT INTO {Quoted(table)} ({string.Join(", ", columns.Select(Quoted))}) {transaction.Dialect.WithOwnNumbers} VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))})");
        for (var i = 0; i < columns.Count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"p{i}";
            command.Parameters.Add(parameter);
        }

        return command;
    }

    private static async Task RunAsync(DbCommand insert, JsonElement row, CancellationToken cancellation)
    {
        var i = 0;
        foreach (var value in row.EnumerateArray())
        {
            insert.Parameters[i++].Value = value.ValueKind switch
            {
                JsonValueKind.Null => DBNull.Value,
                JsonValueKind.Number => value.GetInt64(),
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Object => value.GetProperty("b").GetBytesFromBase64(),
                _ => throw new InvalidDataException("a row of the backup's state cannot be read"),
            };
        }

        await insert.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Names come from the database or from a dump; neither may end the quotes.</summary>
    private static string Quoted(string name) =>
        name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_') ? $"\"{name}\"" : throw new InvalidDataException($"'{name}' is no name of a table or column");
}

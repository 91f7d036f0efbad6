using System.Text;
using DuckDB.NET.Data;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;

namespace Watchfloor.Platform.Store.Sql;

/// <summary>A piece of SQL and its parameters. Values go into parameters and nowhere else.</summary>
internal sealed class SqlText
{
    private readonly List<object> _values = [];

    /// <summary>The parameters' values, in order.</summary>
    public IReadOnlyList<object> Values => _values;

    /// <summary>A place for a value.</summary>
    public string Parameter(object value)
    {
        _values.Add(value);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"${_values.Count}");
    }

    /// <summary>A command of this text's parameters.</summary>
    public DuckDBCommand Command(DuckDBConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in _values) command.Parameters.Add(new DuckDBParameter(value));
        return command;
    }

    /// <summary>The value that a single-valued name has, as text; null where it is missing.</summary>
    public string TextOf(EventName name) => name switch
    {
        EventName.Column { Definition: { Kind: ColumnKind.Text } column } => EventHub.Name(column.Name),
        EventName.Column { Definition: var column } => $"CAST({EventHub.Name(column.Name)} AS VARCHAR)",
        EventName.Message => $"coalesce({string.Join(", ", EventColumns.MessageFields.Select(f => $"json_extract_string(fields, {Parameter(Pointer(f))})"))})",
        EventName.Raw => RawText(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>All values of a field, as a list of texts; one that is missing where the event has no such field.</summary>
    public string ListOf(EventName.Field field)
    {
        var pointer = Parameter(Pointer(field.Name));
        return $"(CASE json_type(fields, {pointer}) WHEN 'ARRAY' THEN json_extract_string(json_extract(fields, {pointer}), '$[*]') ELSE [json_extract_string(fields, {pointer})] END)";
    }

    /// <summary>A field's name as a JSON pointer (RFC 6901), which takes any name.</summary>
    public static string Pointer(string field) =>
        new StringBuilder("/").Append(field).Replace("~", "~0", 1, field.Length).Replace("/", "~1", 1, field.Length + field.Count(c => c == '~')).ToString();

    private string RawText() => $"coalesce(json_extract_string(fields, {Parameter(Pointer(EventColumns.RawField))}), fields)";
}

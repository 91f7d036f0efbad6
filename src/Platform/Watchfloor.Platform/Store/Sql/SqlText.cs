using System.Text;
using DuckDB.NET.Data;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;
using Watchfloor.Platform.Store.Packs;

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
        EventName.Message => $"coalesce({string.Join(", ", EventColumns.MessageFields.Select(TextOf))})",
        EventName.Raw => RawText(),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>The text of a field; the JSON of an array where it has several values; null where it is missing.</summary>
    public string TextOf(string field) => Of(field, pointer => $"json_extract_string(fields, {pointer})", PackFunctions.Text);

    /// <summary>The JSON of a field; null where it is missing.</summary>
    public string JsonOf(string field) => Of(field, pointer => $"CAST(json_extract(fields, {pointer}) AS VARCHAR)", PackFunctions.Json);

    /// <summary>All values of a field, as a list of texts; one that is missing where the event has no such field.</summary>
    public string ListOf(string field)
    {
        var isMany = Of(field, pointer => $"json_type(fields, {pointer}) = 'ARRAY'", PackFunctions.IsMany);
        return $"(CASE WHEN {isMany} THEN json_extract_string({JsonOf(field)}::JSON, '$[*]') ELSE [{TextOf(field)}] END)";
    }

    /// <summary>A field's name as a JSON pointer (RFC 6901), which takes any name.</summary>
    public static string Pointer(string field) =>
        new StringBuilder("/").Append(field).Replace("~", "~0", 1, field.Length).Replace("/", "~1", 1, field.Length + field.Count(c => c == '~')).ToString();

    private string RawText() => $"coalesce({Of(EventColumns.RawField, pointer => $"json_extract_string(fields, {pointer})", PackFunctions.Record)}, fields)";

    /// <summary>Reads a field where the file has it: in its packs, or in the JSON of the row.</summary>
    private string Of(string field, Func<string, string> inJson, string function) =>
        $"(CASE WHEN pack IS NULL THEN {inJson(Parameter(Pointer(field)))} ELSE {function}(pack, pack_row, epoch_us(time), {Parameter(field)}) END)";
}

using System.Text;
using DuckDB.NET.Data;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Files;
using Watchfloor.Platform.Store.Packs;

namespace Watchfloor.Platform.Store.Sql;

/// <summary>A piece of SQL over the view of a day file, and its parameters. Values go into parameters and nowhere else.</summary>
/// <param name="layout">The file's layout: where it keeps the fields.</param>
internal sealed class SqlText(int layout)
{
    private readonly List<object> _values = [];

    /// <summary>The parameters' values, in order.</summary>
    public IReadOnlyList<object> Values => _values;

    private const string Row = "pack, pack_row, epoch_us(time)";

    private bool HasPacks => layout > 1;

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
    public string TextOf(string field) => HasPacks ? Call(PackFunctions.Text, field) : $"json_extract_string(fields, {Parameter(Pointer(field))})";

    /// <summary>The JSON of a field; null where it is missing.</summary>
    public string JsonOf(string field) => HasPacks ? Call(PackFunctions.Json, field) : $"CAST(json_extract(fields, {Parameter(Pointer(field))}) AS VARCHAR)";

    /// <summary>Whether a field has several values.</summary>
    public string IsMany(string field) => HasPacks ? Call(PackFunctions.IsMany, field) : $"(json_type(fields, {Parameter(Pointer(field))}) = 'ARRAY')";

    /// <summary>The texts of a field that has several values, as a list.</summary>
    public string ListOf(string field) => $"json_extract_string({JsonOf(field)}::JSON, '$[*]')";

    /// <summary>A field's name as a JSON pointer (RFC 6901), which takes any name.</summary>
    public static string Pointer(string field) =>
        new StringBuilder("/").Append(field).Replace("~", "~0", 1, field.Length).Replace("/", "~1", 1, field.Length + field.Count(c => c == '~')).ToString();

    private string Call(string function, string field) => $"{function}({Row}, {Parameter(field)})";

    private string RawText() => HasPacks
        ? $"coalesce({PackFunctions.Record}({Row}, {Parameter(EventColumns.RawField)}), {PackFunctions.Fields}({Row}))"
        : $"coalesce(json_extract_string(fields, {Parameter(Pointer(EventColumns.RawField))}), fields)";
}

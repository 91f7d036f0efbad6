using Watchfloor.Platform.Store.Columns;

namespace Watchfloor.Platform.Store.Sql;

/// <summary>What a name in a query stands for.</summary>
internal abstract record EventName
{
    /// <summary>A column of the table.</summary>
    internal sealed record Column(EventColumn Definition) : EventName;

    /// <summary>A field, by the source's own name.</summary>
    internal sealed record Field(string Name) : EventName;

    /// <summary>The event's id, which three columns hold.</summary>
    internal sealed record Id : EventName;

    /// <summary>The text for people.</summary>
    internal sealed record Message : EventName;

    /// <summary>The record as it was received.</summary>
    internal sealed record Raw : EventName;
}

/// <summary>The names that a query may use: columns, then fields of the files it reads.</summary>
/// <param name="fields">The field names that occur in these files.</param>
internal sealed class EventNames(IReadOnlyCollection<string> fields)
{
    private readonly HashSet<string> _fields = new(fields, StringComparer.Ordinal);
    private readonly ILookup<string, string> _anyCase = fields.ToLookup(f => f, StringComparer.OrdinalIgnoreCase);

    /// <summary>What a name stands for.</summary>
    /// <param name="name">As it was written.</param>
    /// <param name="found">What it stands for; a field that no event has is nothing in every event.</param>
    /// <param name="mistake">Why it cannot be what was meant: two fields differ in case only, or a known one is near.</param>
    /// <param name="isKnown">False when no event of these files has it.</param>
    public bool TryResolve(string name, out EventName found, out string mistake, out bool isKnown)
    {
        mistake = "";
        isKnown = true;
        found = new EventName.Field(name);
        if (name.Equals("id", StringComparison.OrdinalIgnoreCase)) found = new EventName.Id();
        else if (name.Equals("message", StringComparison.OrdinalIgnoreCase)) found = new EventName.Message();
        else if (name.Equals("raw", StringComparison.OrdinalIgnoreCase)) found = new EventName.Raw();
        else if (EventColumns.ByName.TryGetValue(EventColumns.Aliases.GetValueOrDefault(name, name), out var column)) found = new EventName.Column(column);
        else if (!_fields.Contains(name))
        {
            var alike = _anyCase[name].ToList();
            if (alike.Count == 1) found = new EventName.Field(alike[0]);
            else if (alike.Count > 1) mistake = $"there are several fields `{name}`: {string.Join(", ", alike.Order(StringComparer.Ordinal).Take(5).Select(f => $"`{f}`"))}; write the one you mean";
            else if (Kql.NearNames.Nearest(name, [.. EventColumns.ByName.Keys, .. _fields]) is { } near) mistake = $"no column or field `{name}`; did you mean `{near}`?";
            else isKnown = false;
        }

        return mistake.Length == 0;
    }
}

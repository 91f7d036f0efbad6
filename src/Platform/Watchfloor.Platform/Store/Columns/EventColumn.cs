namespace Watchfloor.Platform.Store.Columns;

/// <summary>A column of the events table.</summary>
/// <param name="Name">Its name, an ECS one where there is one.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Meaning">One line for people.</param>
public sealed record EventColumn(string Name, ColumnKind Kind, string Meaning)
{
    /// <summary>The column's place in the table.</summary>
    public int Ordinal { get; internal set; }

    /// <summary>True when its value comes from the event's own fields, by their mapping to this name.</summary>
    public bool IsMapped { get; internal init; }
}

/// <summary>What a column holds.</summary>
public enum ColumnKind
{
    /// <summary>UTF-8 text.</summary>
    Text,

    /// <summary>A whole number of 64 bits.</summary>
    Integer,

    /// <summary>A time in UTC, to the microsecond.</summary>
    Time,
}

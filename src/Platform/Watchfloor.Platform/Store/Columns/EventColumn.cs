namespace Watchfloor.Platform.Store.Columns;

/// <summary>A column of the events table.</summary>
/// <param name="Name">Its name, an ECS one where there is one.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Meaning">One line for people.</param>
public sealed record EventColumn(string Name, ColumnKind Kind, string Meaning)
{
    /// <summary>The column's place in the table.</summary>
    public int Ordinal { get; internal set; }

    /// <summary>Where a file keeps it.</summary>
    internal ColumnPlace Place { get; init; }

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

/// <summary>Where a file keeps a column.</summary>
internal enum ColumnPlace
{
    /// <summary>In the row: what many searches look at, and differs from event to event.</summary>
    Row,

    /// <summary>In the kind of event, which many rows share.</summary>
    Kind,

    /// <summary>With the fields, as the name of the one that supplies it.</summary>
    Pack,
}

namespace Watchfloor.Platform.Store.Columns;

/// <summary>What the bytes of a field's value are. The numbers stand in files.</summary>
internal enum CellKind : byte
{
    /// <summary>A text, in UTF-8 and without escapes.</summary>
    Text = 0,

    /// <summary>A number, <c>true</c>, <c>false</c> or <c>null</c>, as JSON writes it.</summary>
    Literal = 1,

    /// <summary>The JSON of an array: several values of one name.</summary>
    Array = 2,
}

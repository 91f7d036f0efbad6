namespace Watchfloor.Platform.Store.Packs;

/// <summary>What a name in a pack is. The numbers stand in files.</summary>
internal enum PackName : byte
{
    /// <summary>A field of the event.</summary>
    Field = 0,

    /// <summary>The record as it was received.</summary>
    Record = 1,

    /// <summary>A column: a literal is the number of the value in the event that supplies it, a text its value.</summary>
    Column = 2,
}

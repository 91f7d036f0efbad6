namespace Watchfloor.Events;

/// <summary>What a value was in its source. Text is kept as the source wrote it; numbers are parsed on demand.</summary>
public enum ValueKind : byte
{
    /// <summary>The field is present and has no value (JSON <c>null</c>).</summary>
    Null = 0,

    /// <summary>UTF-8 text.</summary>
    Text = 1,

    /// <summary>A number in its decimal notation.</summary>
    Number = 2,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean = 3,

    /// <summary>Text that still carries JSON escapes; <see cref="EventView.Value"/> resolves them on first use.</summary>
    EscapedText = 4,
}

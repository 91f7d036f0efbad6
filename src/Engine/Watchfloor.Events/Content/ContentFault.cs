namespace Watchfloor.Events.Content;

/// <summary>A mistake in a content file (rule, mapping, log source), located so that a person can mend it.</summary>
/// <param name="File">The file, as it was given.</param>
/// <param name="Line">Line, from 1; 0 when the fault has no place.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Remedy">How to mend it, or null when the message says it all.</param>
public sealed record ContentFault(string File, int Line, int Column, string Message, string? Remedy = null)
{
    /// <summary><c>file:line:column: message (remedy)</c>.</summary>
    public override string ToString() =>
        (Line > 0 ? $"{File}:{Line}:{Column}: " : $"{File}: ") + Message + (Remedy is null ? "" : $" ({Remedy})");
}

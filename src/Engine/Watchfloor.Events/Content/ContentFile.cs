namespace Watchfloor.Events.Content;

/// <summary>A content file in memory.</summary>
/// <param name="Name">The name used in faults.</param>
/// <param name="Text">The whole text.</param>
public sealed record ContentFile(string Name, string Text);

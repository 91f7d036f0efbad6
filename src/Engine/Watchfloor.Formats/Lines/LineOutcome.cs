namespace Watchfloor.Formats.Lines;

/// <summary>What became of one line.</summary>
internal readonly record struct LineOutcome
{
    /// <summary>The fields added to the open event are the line's event.</summary>
    public static LineOutcome Event { get; } = new() { IsEvent = true };

    /// <summary>The line speaks about the stream (a header, a comment) and is no event.</summary>
    public static LineOutcome NoEvent { get; }

    /// <summary>True for <see cref="Event"/> only.</summary>
    public bool IsEvent { get; private init; }

    /// <summary>Why the line could not be read, or null when it could.</summary>
    public string? Reason { get; private init; }

    /// <summary>The line could not be read. Fields added so far are dropped.</summary>
    /// <param name="reason">For people, in a few words and without values from the line: reasons are counted by their wording.</param>
    public static LineOutcome Unparsed(string reason) => new() { Reason = reason };
}

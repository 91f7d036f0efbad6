using System.Buffers;

namespace Watchfloor.Platform.Store;

/// <summary>What is known about an event besides what it says itself.</summary>
public readonly record struct EventContext
{
    /// <summary>Its id; holds the received time and the place in the log.</summary>
    public required EventId Id { get; init; }

    /// <summary>When it happened: its own time (clamped where it is too far ahead), else the received time.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What is to be said about the time.</summary>
    public EventFlags Flags { get; init; }

    /// <summary>The source's id.</summary>
    public required string SourceId { get; init; }

    /// <summary>The input that took it.</summary>
    public required string Input { get; init; }

    /// <summary>The sender's address; empty when unknown.</summary>
    public string? Sender { get; init; }

    /// <summary>The host it is about, or null.</summary>
    public string? Host { get; init; }

    /// <summary>How long it is kept: the retention class. See <see cref="RetentionClass.IsName"/>.</summary>
    public required string Retention { get; init; }
}

/// <summary>Marks of an event.</summary>
[Flags]
public enum EventFlags
{
    /// <summary>Nothing to say.</summary>
    None = 0,

    /// <summary>Its own time was too far ahead and was clamped.</summary>
    ClockSkew = 1,

    /// <summary>It carries no time of its own that can be read.</summary>
    NoTime = 2,
}

/// <summary>Names of retention classes; they stand in file names.</summary>
public static class RetentionClass
{
    /// <summary>The class of events that nothing else is said of.</summary>
    public const string Standard = "std";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Whether a text may name a class: 1 to 24 small letters, digits and dashes.</summary>
    public static bool IsName(string? text) =>
        text is { Length: > 0 and <= 24 } && !text.AsSpan().ContainsAnyExcept(Allowed);
}

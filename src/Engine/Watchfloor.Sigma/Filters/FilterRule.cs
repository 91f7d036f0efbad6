using Watchfloor.Events;
using Watchfloor.Events.Content;

namespace Watchfloor.Sigma.Filters;

/// <summary>A filter as written (Sigma filter specification 2.1): a condition that is added, with AND, to the rules it names.</summary>
public sealed record FilterRule
{
    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>The log source that a rule must have for the filter to apply.</summary>
    public required LogSource LogSource { get; init; }

    /// <summary>The rules it applies to, by id or name; null for <c>any</c>: every rule that its log source fits.</summary>
    public required IReadOnlyList<RuleReference>? Rules { get; init; }

    /// <summary>
    /// The <c>filter</c> section. Without its key <c>rules</c> it is what the detection of a rule is: selections by name and a condition.
    /// </summary>
    public required ContentMap Detection { get; init; }

    /// <summary>The UUID, lower case, or null.</summary>
    public string? Id { get; init; }

    /// <summary>The name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>What it is for, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Who wrote it, or null.</summary>
    public string? Author { get; init; }

    /// <summary>The taxonomy of its names, or null for Sigma's own.</summary>
    public string? Taxonomy { get; init; }

    /// <summary>When it was written, <c>yyyy-MM-dd</c>, or null.</summary>
    public string? Date { get; init; }

    /// <summary>When its meaning last changed, <c>yyyy-MM-dd</c>, or null.</summary>
    public string? Modified { get; init; }

    /// <summary>The file it came from.</summary>
    public string File { get; init; } = "";

    /// <summary>The line it begins on, from 1.</summary>
    public int Line { get; init; }
}

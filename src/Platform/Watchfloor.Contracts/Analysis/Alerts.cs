using System.Text.Json;
using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Analysis;

/// <summary>An alert as lists show it.</summary>
public record AlertSummary
{
    /// <summary>The alert's id (UUIDv7, lower case).</summary>
    public required string Id { get; init; }

    /// <summary>What makes it one alert: a hash of the rule, the group and the window. The same events give the same key.</summary>
    public required string Key { get; init; }

    /// <summary>The rule's id, or what stands for it when it has none.</summary>
    public required string RuleId { get; init; }

    /// <summary>The rule's title.</summary>
    public required string RuleTitle { get; init; }

    /// <summary>The rule's level: informational, low, medium, high, critical.</summary>
    public required string Level { get; init; }

    /// <summary>The rule's tags.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>What its hits have in common, by field.</summary>
    public required IReadOnlyDictionary<string, string> Group { get; init; }

    /// <summary>The host, or empty.</summary>
    public required string Host { get; init; }

    /// <summary>The time of the first hit's event.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>The time of the last hit's event.</summary>
    public required DateTimeOffset LastSeen { get; init; }

    /// <summary>When it was raised.</summary>
    public required DateTimeOffset Raised { get; init; }

    /// <summary>How many hits it stands for.</summary>
    public required long Hits { get; init; }

    /// <summary>The space it belongs to.</summary>
    public required string Space { get; init; }
}

/// <summary>An alert with its evidence.</summary>
public sealed record AlertDetail : AlertSummary
{
    /// <summary>The rule set it was raised by: the SHA-256 of its files.</summary>
    public required string RuleSet { get; init; }

    /// <summary>When its window begins.</summary>
    public required DateTimeOffset WindowStart { get; init; }

    /// <summary>When its window ends.</summary>
    public required DateTimeOffset WindowEnd { get; init; }

    /// <summary>The first events, at most 20, as they were.</summary>
    public required IReadOnlyList<AlertEvidence> Evidence { get; init; }
}

/// <summary>An event that an alert rests on.</summary>
public sealed record AlertEvidence
{
    /// <summary>The event's id.</summary>
    public required string EventId { get; init; }

    /// <summary>Its time.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The event with the source's own field names; null when the log no longer had it.</summary>
    public required JsonElement? Event { get; init; }

    /// <summary>Which fields held what for which pattern.</summary>
    public required IReadOnlyList<AlertMatch> Matches { get; init; }
}

/// <summary>One reason for a match.</summary>
/// <param name="Field">The field; empty for a keyword.</param>
/// <param name="Value">What it held.</param>
/// <param name="Pattern">What the rule asked for.</param>
public sealed record AlertMatch(string Field, string Value, string Pattern);

/// <summary>Asks for a page of alerts, newest first.</summary>
public sealed record ListAlerts : IRequest<Page<AlertSummary>>
{
    /// <summary>The most a page holds.</summary>
    public const int MaxLimit = 1_000;

    /// <inheritdoc/>
    public static Permission Needs => Permission.AlertsRead;

    /// <summary>Raised at or after.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Raised before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>At least of this level.</summary>
    public string? MinLevel { get; init; }

    /// <summary>Of this rule.</summary>
    public string? RuleId { get; init; }

    /// <summary>On this host.</summary>
    public string? Host { get; init; }

    /// <summary>How many, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The cursor of the page.</summary>
    public string? Cursor { get; init; }
}

/// <summary>Asks for an alert with its evidence.</summary>
/// <param name="Id">The alert's id.</param>
public sealed record GetAlert(string Id) : IRequest<AlertDetail>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.AlertsRead;
}

/// <summary>The JSON of alerts.</summary>
[JsonSerializable(typeof(Page<AlertSummary>))]
[JsonSerializable(typeof(AlertSummary))]
[JsonSerializable(typeof(AlertDetail))]
[JsonSerializable(typeof(IReadOnlyList<AlertMatch>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class AlertsJson : JsonSerializerContext;

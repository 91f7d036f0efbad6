using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Hunting;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Retention;

/// <summary>A legal hold in force: events that outlive their retention until it is released.</summary>
public sealed record LegalHold
{
    /// <summary>The id (UUIDv7, lower case); the subject of its ledger entries.</summary>
    public required string Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Why it was placed.</summary>
    public required string Reason { get; init; }

    /// <summary>The received time of the first events held.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The received time before which they are.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The filter that says which events were copied; null: all of the range.</summary>
    public string? Where { get; init; }

    /// <summary>When it was placed.</summary>
    public required DateTimeOffset Placed { get; init; }

    /// <summary>How many events were copied.</summary>
    public required long Events { get; init; }

    /// <summary>The SHA-256 of the copied events' file, in small hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What could not be copied.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>Places a hold: copies the events, and keeps the day files of its range from expiring.</summary>
public sealed record PlaceHold : IRequest<LegalHold>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.HoldsWrite;

    /// <summary>Its name: 1 to 64 letters, digits and dashes.</summary>
    public required string Name { get; init; }

    /// <summary>Why, for people.</summary>
    public required string Reason { get; init; }

    /// <summary>The received time of the first events to hold.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>The received time before which they are.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Which of them to copy, as in a Kusto <c>where</c>; null: all.</summary>
    public string? Where { get; init; }
}

/// <summary>The holds in force, by name.</summary>
public sealed record ListHolds : IRequest<Page<LegalHold>>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.EventsRead;

    /// <summary>How many at most, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended, or null.</summary>
    public string? Cursor { get; init; }
}

/// <summary>One hold.</summary>
/// <param name="Name">Its name.</param>
public sealed record GetHold(string Name) : IRequest<LegalHold>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.EventsRead;
}

/// <summary>Reads the events that a hold has copied, oldest first. Who did so is recorded.</summary>
/// <param name="Name">Its name.</param>
public sealed record ExportHold(string Name) : IRequest<EventSearch>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.EventsRead;
}

/// <summary>Ends a hold: its copy is deleted, and the day files may expire again.</summary>
/// <param name="Name">Its name.</param>
public sealed record ReleaseHold(string Name) : IRequest<Done>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.HoldsWrite;
}

/// <summary>The requests and answers as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(LegalHold))]
[JsonSerializable(typeof(Page<LegalHold>))]
[JsonSerializable(typeof(PlaceHold))]
public sealed partial class HoldsJson : JsonSerializerContext;

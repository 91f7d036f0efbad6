using System.Text.Json.Serialization;
using Watchfloor.Contracts.Access;
using Watchfloor.Contracts.Errors;
using Watchfloor.Contracts.Requests;

namespace Watchfloor.Contracts.Monitoring;

/// <summary>A sender or a group of like senders: what is set, and what has come from it.</summary>
public sealed record SourceInfo
{
    /// <summary>The id (UUIDv7, lower case).</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it sends through: <c>syslog</c>, <c>http</c>, <c>elastic</c>, <c>hec</c>, <c>otlp</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>False: what it sends is refused.</summary>
    public required bool Enabled { get; init; }

    /// <summary>How it is decoded, how long it is kept, how much it may send.</summary>
    public required SourceSettings Settings { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Events taken since it was made.</summary>
    public required long Events { get; init; }

    /// <summary>Bytes taken since it was made.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes taken on this UTC day.</summary>
    public required long BytesToday { get; init; }

    /// <summary>Events that were sent again and left out.</summary>
    public required long Repeated { get; init; }

    /// <summary>Events refused since the server started, by reason.</summary>
    public required IReadOnlyDictionary<string, long> Refused { get; init; }

    /// <summary>When something was last taken, or null.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>The address that sent it.</summary>
    public string LastSender { get; init; } = "";

    /// <summary>How many tokens of it have not ended.</summary>
    public int Tokens { get; init; }

    /// <summary>When one of them was last used, to the minute, or null.</summary>
    public DateTimeOffset? TokenLastUsed { get; init; }
}

/// <summary>What can be set for a source.</summary>
/// <remarks>The JSON reader hands null to what a body leaves out; the default holds then.</remarks>
public sealed record SourceSettings
{
    private const string DefaultRetention = "std";

    /// <summary>The format to decode with, a name of <c>scan --format</c>; empty: the input's own, or detected.</summary>
    public string Format { get; init => field = value ?? ""; } = "";

    /// <summary>The time zone of times that have none, an IANA name; empty: UTC.</summary>
    public string TimeZone { get; init => field = value ?? ""; } = "";

    /// <summary>How long its events are kept: the retention class.</summary>
    public string Retention { get; init => field = value ?? DefaultRetention; } = DefaultRetention;

    /// <summary>The most events a second; 0: no bound.</summary>
    public int EventsPerSecond { get; init; }

    /// <summary>The most bytes a UTC day; 0: no bound.</summary>
    public long BytesPerDay { get; init; }

    /// <summary>The networks it sends from where an input cannot authenticate, such as <c>10.1.0.0/16</c> or an address.</summary>
    public IReadOnlyList<string> Networks { get; init => field = value ?? []; } = [];
}

/// <summary>Ready configuration for one shipper.</summary>
/// <param name="Shipper">The shipper, such as <c>filebeat</c>.</param>
/// <param name="File">Where it belongs, such as <c>/etc/filebeat/filebeat.yml</c>.</param>
/// <param name="Text">The configuration.</param>
public sealed record ShipperRecipe(string Shipper, string File, string Text);

/// <summary>A source that was just made, or whose token was changed.</summary>
/// <param name="Source">The source.</param>
/// <param name="Token">Its token; it is not kept and cannot be shown again.</param>
/// <param name="Recipes">Configuration for shippers with that token, the fittest first.</param>
/// <param name="Authority">The certificate of the authority that shippers have to trust (PEM); null when they need none of ours.</param>
public sealed record SourceWithToken(SourceInfo Source, string Token, IReadOnlyList<ShipperRecipe> Recipes, string? Authority = null);

/// <summary>Adds a source with a token.</summary>
public sealed record AddSource : IRequest<SourceWithToken>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SourcesWrite;

    /// <summary>What to call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it sends through.</summary>
    public required string Kind { get; init; }

    /// <summary>What is set.</summary>
    public SourceSettings Settings { get; init => field = value ?? new SourceSettings(); } = new();

    /// <summary>The server's address as shippers reach it, for the configuration; empty: the one this request came to.</summary>
    public string Address { get; init => field = value ?? ""; } = "";
}

/// <summary>The sources, by name.</summary>
public sealed record ListSources : IRequest<Page<SourceInfo>>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SourcesRead;

    /// <summary>How many at most, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended, or null.</summary>
    public string? Cursor { get; init; }
}

/// <summary>One source.</summary>
/// <param name="Id">Its id or its name.</param>
public sealed record GetSource(string Id) : IRequest<SourceInfo>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SourcesRead;
}

/// <summary>Changes a source; what is null stays.</summary>
/// <param name="Id">Its id or its name.</param>
/// <param name="Enabled">Whether what it sends is taken.</param>
/// <param name="Settings">What is set.</param>
public sealed record ChangeSource(string Id, bool? Enabled, SourceSettings? Settings) : IRequest<SourceInfo>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SourcesWrite;
}

/// <summary>Gives a source a new token; those it has stay valid for a while.</summary>
/// <param name="Id">Its id or its name.</param>
/// <param name="GraceHours">For how many hours, 0 to 720.</param>
/// <param name="Address">The server's address as shippers reach it; empty: the one this request came to.</param>
public sealed record RotateSource(string Id, int GraceHours, string Address) : IRequest<SourceWithToken>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SourcesWrite;
}

/// <summary>Removes a source and ends its tokens. Its events stay.</summary>
/// <param name="Id">Its id or its name.</param>
public sealed record RemoveSource(string Id) : IRequest<Done>
{
    /// <inheritdoc/>
    public static Permission Needs => Permission.SourcesWrite;
}

/// <summary>The requests and answers as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SourceInfo))]
[JsonSerializable(typeof(Page<SourceInfo>))]
[JsonSerializable(typeof(SourceWithToken))]
[JsonSerializable(typeof(AddSource))]
[JsonSerializable(typeof(SourceChange))]
[JsonSerializable(typeof(SourceRotation))]
public sealed partial class SourcesJson : JsonSerializerContext;

/// <summary>The body of a change.</summary>
/// <param name="Enabled">Whether what it sends is taken; null: as before.</param>
/// <param name="Settings">What is set; null: as before.</param>
public sealed record SourceChange(bool? Enabled = null, SourceSettings? Settings = null);

/// <summary>The body of a rotation.</summary>
/// <param name="GraceHours">For how many hours the tokens before stay valid.</param>
/// <param name="Address">The server's address as shippers reach it.</param>
public sealed record SourceRotation(int GraceHours = 24, string Address = "");

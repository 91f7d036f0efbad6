namespace Watchfloor.Serve;

/// <summary>What <c>serve</c> was asked for.</summary>
internal sealed record ServerOptions
{
    /// <summary>The data directory.</summary>
    public required string Data { get; init; }

    /// <summary>Where HTTP listens, such as <c>127.0.0.1:7443</c>; port 0 takes a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:8080";

    /// <summary>The state database; null: SQLite in the data directory.</summary>
    public string? State { get; init; }

    /// <summary>Folders of Sigma rules.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];
}

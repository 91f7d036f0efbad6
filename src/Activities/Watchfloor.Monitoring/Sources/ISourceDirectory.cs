using System.Net;

namespace Watchfloor.Monitoring.Sources;

/// <summary>The sources as they are now, in memory, for inputs to look up on every message.</summary>
public interface ISourceDirectory
{
    /// <summary>A source by its id, or null.</summary>
    Source? ById(string id);

    /// <summary>The source that a sender without a token belongs to: one whose allow-list names its address, else the input's own if that
    /// allows it; null: the sender is not allowed.</summary>
    /// <param name="input">The input, such as <c>syslog.udp</c>.</param>
    /// <param name="sender">The sender's address.</param>
    Source? ForSender(string input, IPAddress sender);
}

/// <summary>A sender or a group of like senders.</summary>
public sealed record Source
{
    /// <summary>The id (UUIDv7, lower case).</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What it sends through: <c>syslog</c>, <c>http</c>, <c>elastic</c>, <c>hec</c>, <c>otlp</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>False: what it sends is refused.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The format to decode with; empty: the input's own, or detected.</summary>
    public string Format { get; init; } = "";

    /// <summary>The time zone of times that have none, an IANA name; empty: UTC.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>How long its events are kept: the retention class.</summary>
    public string Retention { get; init; } = "std";

    /// <summary>The most events a second; 0: no bound.</summary>
    public int EventsPerSecond { get; init; }

    /// <summary>The most bytes a UTC day; 0: no bound.</summary>
    public long BytesPerDay { get; init; }

    /// <summary>The networks it may send from where an input cannot authenticate.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>When it was made.</summary>
    public DateTimeOffset Created { get; init; }
}

using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Sigma;

namespace Watchfloor.Scan;

/// <summary>What to read, what to look for, and how.</summary>
internal sealed record ScanRequest
{
    /// <summary>Files and folders to read.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The rules, all that were loaded; correlations may need some that are not wanted themselves.</summary>
    public required RuleSet Rules { get; init; }

    /// <summary>What is known about events.</summary>
    public required EventCatalog Catalog { get; init; }

    /// <summary>The rules whose findings are wanted.</summary>
    public RuleSelection Selection { get; init; } = new();

    /// <summary>Only events at this time or later; null for no bound. An event without a time is within any bounds.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only events before this time; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>How many threads match; 0 takes every core.</summary>
    public int Threads { get; init; }

    /// <summary>The format of every file, or null to recognise each by its content.</summary>
    public FormatDescription? Format { get; init; }

    /// <summary>The log source of events that none is known for, or null.</summary>
    public LogSource? LogSource { get; init; }

    /// <summary>The file that findings go to, which is not read even if it stands among the inputs; null for none.</summary>
    public string? Output { get; init; }

    /// <summary>True to keep the whole event in each finding.</summary>
    public bool WithEvent { get; init; }
}

/// <summary>Reads, matches and writes; answers what it did. Stops early, with what it has, when cancelled.</summary>
internal delegate ScanReport ScanFunction(
    ScanRequest request, Output.IFindingWriter writer, ScanProgress progress, CancellationToken cancel);

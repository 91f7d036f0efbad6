using Watchfloor.Events.Content;

namespace Watchfloor.Scan;

/// <summary>What a scan read, what it could not read, and what it could not judge: everything but the findings themselves.</summary>
internal sealed record ScanReport
{
    /// <summary>How many findings were written.</summary>
    public required long Findings { get; init; }

    /// <summary>Every file and archive member that was to be read, in order.</summary>
    public required IReadOnlyList<InputReport> Inputs { get; init; }

    /// <summary>Paths that could not be read, wholly or in part.</summary>
    public IReadOnlyList<InputFault> Faults { get; init; } = [];

    /// <summary>What correlations could not take into account, for people.</summary>
    public IReadOnlyList<string> Shortfalls { get; init; } = [];

    /// <summary>Kinds of events and how many were seen of each, most first.</summary>
    public IReadOnlyList<Counted> Classes { get; init; } = [];

    /// <summary>Events whose log source is not known, by what they look like, most first, the looks beyond a bound in one number at the end. No rule looked at them.</summary>
    public IReadOnlyList<Counted> UnknownSources { get; init; } = [];

    /// <summary>How many rules were used.</summary>
    public required int RulesLoaded { get; init; }

    /// <summary>How many rules were refused.</summary>
    public int RulesRefused { get; init; }

    /// <summary>What is wrong with those that were refused; a rule may have several faults.</summary>
    public IReadOnlyList<ContentFault> RuleFaults { get; init; } = [];

    /// <summary>Log sources that no event came from, with the number of rules that wait for one, most first.</summary>
    public IReadOnlyList<Counted> IdleRules { get; init; } = [];

    /// <summary>True when the scan was interrupted; what was found until then is complete in itself.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Bytes read, after decompression.</summary>
    public long Bytes => Inputs.Sum(i => i.Bytes);

    /// <summary>Events read, without those that could not be parsed.</summary>
    public long Events => Inputs.Sum(i => i.Events);

    /// <summary>Records that could not be parsed.</summary>
    public long Unparsed => Inputs.Sum(i => i.Unparsed);

    /// <summary>Events among those read that were found behind damage of an event log.</summary>
    public long Carved => Inputs.Sum(i => i.Carved);

    /// <summary>Values left out of their events because there were too many field names; no rule saw them.</summary>
    public long DroppedValues => Inputs.Sum(i => i.DroppedValues);
}

/// <summary>What was read from one file or archive member.</summary>
internal sealed record InputReport
{
    /// <summary>As <see cref="Finding.File"/>.</summary>
    public required string File { get; init; }

    /// <summary>The format it was read as, or null when it was empty.</summary>
    public required string? Format { get; init; }

    /// <summary>Bytes read, after decompression.</summary>
    public required long Bytes { get; init; }

    /// <summary>Events read, without those that could not be parsed.</summary>
    public required long Events { get; init; }

    /// <summary>Records that could not be parsed.</summary>
    public long Unparsed { get; init; }

    /// <summary>Values left out of their events because their field's name is too long or there are too many names.</summary>
    public long DroppedValues { get; init; }

    /// <summary>Events among them that were found behind damage of an event log, where nothing whole led to them.</summary>
    public long Carved { get; init; }

    /// <summary>The first different reasons, each with the byte offset where it came up first.</summary>
    public IReadOnlyList<UnparsedReason> UnparsedReasons { get; init; } = [];
}

/// <summary>Why a record could not be parsed.</summary>
/// <param name="Reason">The decoder's words.</param>
/// <param name="Offset">Where the first such record begins, in bytes.</param>
internal readonly record struct UnparsedReason(string Reason, long Offset);

/// <summary>A path that could not be read, wholly or in part.</summary>
/// <param name="File">The path or archive member.</param>
/// <param name="Reason">Why.</param>
internal readonly record struct InputFault(string File, string Reason);

/// <summary>A thing and how often it was seen.</summary>
internal readonly record struct Counted(string Name, long Count);

using System.Text.Json.Serialization;

namespace Watchfloor.Platform.Backup;

/// <summary>What a drill has found.</summary>
public sealed class DrillReport
{
    /// <summary>The ledger's entry about a drill.</summary>
    public const string Drilled = "backup.drilled";

    private readonly List<DrillFinding> _findings = [];

    /// <summary>What was looked at, in order.</summary>
    public IReadOnlyList<DrillFinding> Findings => _findings;

    /// <summary>True when nothing was wrong.</summary>
    public bool Passed => _findings.TrueForAll(f => f.IsWell);

    /// <summary>How many events the backup's day files hold.</summary>
    public long Events { get; set; }

    /// <summary>How many entries its ledger has.</summary>
    public long Entries { get; set; }

    /// <summary>Adds a finding.</summary>
    internal void Add(string what, bool isWell, string text) => _findings.Add(new DrillFinding(what, isWell, text));
}

/// <summary>One thing that a drill has looked at.</summary>
/// <param name="What">What it is.</param>
/// <param name="IsWell">False: the backup is no good.</param>
/// <param name="Text">What was seen.</param>
public sealed record DrillFinding(string What, bool IsWell, string Text);

/// <summary>The payload of the ledger's entry about a drill.</summary>
/// <param name="Passed">Whether nothing was wrong.</param>
/// <param name="Sha256">The backup's SHA-256.</param>
/// <param name="Events">How many events its day files hold.</param>
/// <param name="Entries">How many entries its ledger has.</param>
/// <param name="Faults">What was wrong.</param>
public sealed record DrillFact(bool Passed, string Sha256, long Events, long Entries, IReadOnlyList<string> Faults);

/// <summary>The facts of drills as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DrillFact))]
public sealed partial class DrillJson : JsonSerializerContext;

namespace Watchfloor.Doctor;

/// <summary>What is examined.</summary>
/// <param name="Data">The data directory.</param>
/// <param name="State">The state database; null: SQLite in the directory.</param>
/// <param name="Time">The clock.</param>
/// <param name="Top">How many sources and rules to name that cost the most.</param>
internal sealed record Patient(string Data, string? State, TimeProvider Time, int Top = Patient.DefaultTop)
{
    /// <summary>How many are named when nobody says.</summary>
    public const int DefaultTop = 5;

    /// <summary>A path below the directory.</summary>
    public string Path(params string[] parts) => System.IO.Path.Combine([Data, .. parts]);
}

/// <summary>What an examination found.</summary>
/// <param name="IsWell">False: something must be done.</param>
/// <param name="Text">What was seen, and what to do.</param>
internal sealed record Finding(bool IsWell, string Text)
{
    /// <summary>What may be worth knowing besides, a line each.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];
}

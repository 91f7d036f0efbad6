namespace Watchfloor.Simulation.Company;

/// <summary>What people of a kind do all day. Weights are relative: how often one thing is done beside another.</summary>
internal sealed record Role
{
    public required string Name { get; init; }

    /// <summary>The part of the people who have it.</summary>
    public required double Share { get; init; }

    /// <summary>When they begin, in hours of local time.</summary>
    public double Begins { get; init; } = 8.5;

    /// <summary>How long they stay, in hours.</summary>
    public double Stays { get; init; } = 8.6;

    /// <summary>Acts of a working hour: pages, mails, files, programs.</summary>
    public double Pace { get; init; } = 26;

    public double Web { get; init; } = 10;

    public double Mail { get; init; } = 7;

    public double Documents { get; init; } = 4;

    public double Shares { get; init; } = 3;

    public double Code { get; init; }

    public double Administration { get; init; }

    public double Cloud { get; init; }

    /// <summary>The part of them that works on a Mac.</summary>
    public double Macs { get; init; }

    /// <summary>The part of the days that they work from home.</summary>
    public double FromHome { get; init; } = 0.2;

    public static readonly Role[] All =
    [
        new() { Name = "production", Share = 0.24, Begins = 6.2, Stays = 8.3, Pace = 9, Web = 4, Mail = 3, Documents = 2, FromHome = 0 },
        new() { Name = "engineering", Share = 0.2, Begins = 9, Pace = 32, Code = 9, Cloud = 1.5, FromHome = 0.35 },
        new() { Name = "sales", Share = 0.2, Begins = 8.4, Pace = 34, Mail = 12, Documents = 5, FromHome = 0.3 },
        new() { Name = "logistics", Share = 0.1, Begins = 7, Pace = 20, Shares = 5, FromHome = 0.05 },
        new() { Name = "finance", Share = 0.08, Begins = 8, Pace = 27, Documents = 8, Shares = 6 },
        new() { Name = "marketing", Share = 0.06, Pace = 32, Web = 16 },
        new() { Name = "design", Share = 0.04, Begins = 9.3, Pace = 24, Macs = 1, FromHome = 0.3 },
        new() { Name = "hr", Share = 0.03, Pace = 24, Documents = 7 },
        new() { Name = "management", Share = 0.03, Begins = 8, Stays = 9.5, Pace = 24, Mail = 12, Macs = 0.3 },
        new() { Name = "it", Share = 0.02, Begins = 8, Stays = 9, Pace = 36, Administration = 9, Cloud = 3, FromHome = 0.25 },
    ];
}

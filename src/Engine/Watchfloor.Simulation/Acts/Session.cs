using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Acts;

/// <summary>A logon that lasts: whoever runs processes runs them in one.</summary>
internal sealed class Session
{
    public required Host Host { get; init; }

    public required Account Account { get; init; }

    /// <summary>The logon id that all logs of the machine call it by.</summary>
    public required ulong Id { get; init; }

    /// <summary>As Windows numbers them: 2 at the machine, 3 over the network, 5 a service, 10 a remote desktop.</summary>
    public required int Type { get; init; }

    /// <summary>The number of its desktop; 0 for services.</summary>
    public int Terminal { get; init; }

    /// <summary>True for administrators.</summary>
    public bool IsElevated { get; init; }

    /// <summary>From where it came, or null.</summary>
    public string? Source { get; init; }

    /// <summary>On Linux, who signed in before becoming somebody else; null for the account itself.</summary>
    public int? AuditUser { get; init; }

    /// <summary>The process that new programs are started from.</summary>
    public Running? Shell { get; set; }

    /// <summary>The integrity of its processes, as Sysmon names it.</summary>
    public string Integrity => Account == Account.System || Type == 5 ? "System" : IsElevated ? "High" : "Medium";
}

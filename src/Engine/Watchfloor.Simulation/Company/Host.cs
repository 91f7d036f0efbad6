using System.Text;
using Watchfloor.Simulation.Acts;

namespace Watchfloor.Simulation.Company;

internal enum HostKind
{
    Workstation,
    Mac,
    DomainController,
    WindowsServer,
    LinuxServer,
    Appliance,
}

/// <summary>A machine, and what it counts: processes, ports, logons, records.</summary>
internal sealed class Host
{
    private int _pid;
    private ushort _port;
    private ulong _logon;

    public Host(string name, string domain, string address, HostKind kind, string role, Office office, ulong seed)
    {
        Name = name;
        Fqdn = name + "." + domain;
        FqdnBytes = Encoding.UTF8.GetBytes(Fqdn);
        Address = address;
        Kind = kind;
        Role = role;
        Office = office;
        MachineId = (uint)(seed >> 32);
        Skew = (long)(seed % 3_600_001) - 1_800_000;
        _pid = 1_200 + (int)(seed % 700 * 4);
        _port = (ushort)(49_700 + (seed % 3_000));
        _logon = 0x20000 + (seed % 0x30000);
        AuditSerial = 1_000 + (long)(seed % 50_000);
        Records = [.. Enumerable.Range(1, 5).Select(i => 10_000 + (long)((seed >> i) % 400_000))];
    }

    public string Name { get; }

    public string Fqdn { get; }

    public byte[] FqdnBytes { get; }

    public string Address { get; }

    public HostKind Kind { get; }

    /// <summary>What it is for: <c>workstation</c>, <c>file-server</c> and so on.</summary>
    public string Role { get; }

    public Office Office { get; }

    /// <summary>The first part of Sysmon's process ids.</summary>
    public uint MachineId { get; }

    /// <summary>How far its clock is ahead, in microseconds; up to 1.8 seconds either way.</summary>
    public long Skew { get; }

    public long AuditSerial { get; set; }

    /// <summary>The last record number of each Windows channel.</summary>
    public long[] Records { get; }

    /// <summary>When it was started.</summary>
    public long Boot { get; set; }

    /// <summary>The machine's own account in the domain.</summary>
    public required Account Account { get; init; }

    /// <summary>The processes that are always there, by a short name such as <c>services</c>.</summary>
    public Dictionary<string, Running> Always { get; } = new(StringComparer.Ordinal);

    /// <summary>The session that the system itself runs in (logon id 0x3e7).</summary>
    public Session? SystemSession { get; set; }

    /// <summary>True for machines that keep a Windows event log.</summary>
    public bool IsWindows => Kind is HostKind.Workstation or HostKind.DomainController or HostKind.WindowsServer;

    /// <summary>How often each program was updated, by the catalogue's key.</summary>
    public Dictionary<string, int> Updates { get; } = new(StringComparer.Ordinal);

    /// <summary>Names it looked up and until when it remembers them.</summary>
    public Dictionary<string, long> NamesKnown { get; } = new(StringComparer.Ordinal);

    /// <summary>A process id that no process has: on Windows a multiple of four.</summary>
    public int NextPid()
    {
        _pid += IsWindows ? 4 + (_pid % 7 * 4) : 1 + (_pid % 3);
        if (_pid > (IsWindows ? 64_000 : 4_000_000)) _pid = 2_000;
        return _pid;
    }

    /// <summary>A local port of the dynamic range (RFC 6335 §6).</summary>
    public int NextPort()
    {
        _port++;
        if (_port < 49_664) _port = 49_664;
        return _port;
    }

    /// <summary>An id for a new logon.</summary>
    public ulong NextLogon() => _logon += 0x1F3 + (_logon % 0x2D1);

    public long NextRecord(int channel) => ++Records[channel];
}

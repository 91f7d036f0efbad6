using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Output;
using Watchfloor.Simulation.Text;

namespace Watchfloor.Simulation.Traces.Windows;

/// <summary>What Sysmon (schema 4.90) writes. Fields in the order of its manifest.</summary>
internal sealed class SysmonLog(Recorder recorder)
{
    private readonly WindowsEvent _event = new(recorder);

    public void ProcessCreate(Running process)
    {
        var (program, parent, session) = (process.Program, process.Parent, process.Session);
        Begin(process.Host, process.Started);
        Process(process)
            .Add("FileVersion"u8, program.Version).Add("Description"u8, program.Description).Add("Product"u8, program.Product)
            .Add("Company"u8, program.Company).Add("OriginalFileName"u8, program.Original)
            .Add("CommandLine"u8, process.CommandLine).Add("CurrentDirectory"u8, process.Directory)
            .Add("User"u8, session.Account.Qualified);
        LogonGuid(session);
        _event.AddHex("LogonId"u8, session.Id).Add("TerminalSessionId"u8, session.Terminal).Add("IntegrityLevel"u8, session.Integrity)
            .Add("Hashes"u8, program.Hashes);
        if (parent is null)
        {
            _event.Add("ParentProcessGuid"u8, "{00000000-0000-0000-0000-000000000000}"u8).Add("ParentProcessId"u8, 4).Add("ParentImage"u8, "System"u8)
                .Add("ParentCommandLine"u8, "-"u8).Add("ParentUser"u8, "-"u8);
        }
        else
        {
            Guid("ParentProcessGuid"u8, parent);
            _event.Add("ParentProcessId"u8, parent.Pid).Add("ParentImage"u8, parent.Image).Add("ParentCommandLine"u8, parent.CommandLine)
                .Add("ParentUser"u8, parent.Session.Account.Qualified);
        }

        Write(process.Host, process.Started, 1, "Process Create:"u8);
    }

    public void ProcessEnd(Running process, long time)
    {
        Begin(process.Host, time);
        Process(process).Add("User"u8, process.Session.Account.Qualified);
        Write(process.Host, time, 5, "Process terminated:"u8);
    }

    public void Connection(Running process, long time, string protocol, bool initiated, string from, string fromName, int fromPort, string to, string toName, int toPort)
    {
        Begin(process.Host, time);
        Process(process)
            .Add("User"u8, process.Session.Account.Qualified).Add("Protocol"u8, protocol).Add("Initiated"u8, initiated ? "true"u8 : "false"u8)
            .Add("SourceIsIpv6"u8, "false"u8).Add("SourceIp"u8, from).Add("SourceHostname"u8, fromName).Add("SourcePort"u8, fromPort)
            .Add("SourcePortName"u8, "-"u8).Add("DestinationIsIpv6"u8, "false"u8).Add("DestinationIp"u8, to).Add("DestinationHostname"u8, toName)
            .Add("DestinationPort"u8, toPort).Add("DestinationPortName"u8, PortName(toPort));
        Write(process.Host, time, 3, "Network connection detected:"u8);
    }

    public void ImageLoad(Running process, long time, Program module, bool signed)
    {
        Begin(process.Host, time);
        Process(process).Add("ImageLoaded"u8, module.Path).Add("FileVersion"u8, module.Version).Add("Description"u8, module.Description)
            .Add("Product"u8, module.Product).Add("Company"u8, module.Company).Add("OriginalFileName"u8, module.Original).Add("Hashes"u8, module.Hashes)
            .Add("Signed"u8, signed ? "true"u8 : "false"u8).Add("Signature"u8, signed ? "Microsoft Windows" : "-")
            .Add("SignatureStatus"u8, signed ? "Valid"u8 : "Unavailable"u8).Add("User"u8, process.Session.Account.Qualified);
        Write(process.Host, time, 7, "Image loaded:"u8);
    }

    public void RemoteThread(Running source, Running target, long time, string module, string function)
    {
        Begin(source.Host, time);
        Guid("SourceProcessGuid"u8, source);
        _event.Add("SourceProcessId"u8, source.Pid).Add("SourceImage"u8, source.Image);
        Guid("TargetProcessGuid"u8, target);
        _event.Add("TargetProcessId"u8, target.Pid).Add("TargetImage"u8, target.Image).Add("NewThreadId"u8, target.Pid + 512)
            .Open("StartAddress"u8).Raw("0x"u8).Hex(0x7FF8_0000_0000 + (ulong)source.Pid * 4096, 16, capitals: true);
        _event.Close().Add("StartModule"u8, module).Add("StartFunction"u8, function)
            .Add("SourceUser"u8, source.Session.Account.Qualified).Add("TargetUser"u8, target.Session.Account.Qualified);
        Write(source.Host, time, 8, "CreateRemoteThread detected:"u8);
    }

    public void ProcessAccess(Running source, Running target, long time, ulong access, string trace)
    {
        Begin(source.Host, time);
        Guid("SourceProcessGUID"u8, source);
        _event.Add("SourceProcessId"u8, source.Pid).Add("SourceThreadId"u8, source.Pid + 128).Add("SourceImage"u8, source.Image);
        Guid("TargetProcessGUID"u8, target);
        _event.Add("TargetProcessId"u8, target.Pid).Add("TargetImage"u8, target.Image).AddHex("GrantedAccess"u8, access).Add("CallTrace"u8, trace)
            .Add("SourceUser"u8, source.Session.Account.Qualified).Add("TargetUser"u8, target.Session.Account.Qualified);
        Write(source.Host, time, 10, "Process accessed:"u8);
    }

    public void FileCreate(Running process, long time, string path)
    {
        Begin(process.Host, time);
        Process(process).Add("TargetFilename"u8, path);
        Time("CreationUtcTime"u8, process.Host, time);
        _event.Add("User"u8, process.Session.Account.Qualified);
        Write(process.Host, time, 11, "File created:"u8);
    }

    public void FileDelete(Running process, long time, string path, bool executable)
    {
        Begin(process.Host, time);
        Guid("ProcessGuid"u8, process);
        _event.Add("ProcessId"u8, process.Pid).Add("User"u8, process.Session.Account.Qualified).Add("Image"u8, process.Image)
            .Add("TargetFilename"u8, path).Add("Hashes"u8, Program.HashesOf(path)).Add("IsExecutable"u8, executable ? "true"u8 : "false"u8)
            .Add("Archived"u8, "true"u8);
        Write(process.Host, time, 23, "File Delete:"u8);
    }

    /// <summary>A key made or a value set.</summary>
    /// <param name="process">Who did it.</param>
    /// <param name="time">When.</param>
    /// <param name="target">The whole path, beginning with <c>HKLM</c> or <c>HKU</c>.</param>
    /// <param name="details">The value, or null for a key.</param>
    public void Registry(Running process, long time, string target, string? details)
    {
        // Here the kind of change stands before the time.
        _event.Begin().Add("RuleName"u8, "-"u8).Add("EventType"u8, details is null ? "CreateKey"u8 : "SetValue"u8);
        Time("UtcTime"u8, process.Host, time);
        Process(process).Add("TargetObject"u8, target);
        if (details is not null) _event.Add("Details"u8, details);
        _event.Add("User"u8, process.Session.Account.Qualified);
        if (details is null) Write(process.Host, time, 12, "Registry object added or deleted:"u8);
        else Write(process.Host, time, 13, "Registry value set:"u8);
    }

    public void Pipe(Running process, long time, string name, bool created)
    {
        _event.Begin().Add("RuleName"u8, "-"u8).Add("EventType"u8, created ? "CreatePipe"u8 : "ConnectPipe"u8);
        Time("UtcTime"u8, process.Host, time);
        Guid("ProcessGuid"u8, process);
        _event.Add("ProcessId"u8, process.Pid).Add("PipeName"u8, name).Add("Image"u8, process.Image).Add("User"u8, process.Session.Account.Qualified);
        if (created) Write(process.Host, time, 17, "Pipe Created:"u8);
        else Write(process.Host, time, 18, "Pipe Connected:"u8);
    }

    public void DnsQuery(Running process, long time, string name, int status, string results)
    {
        Begin(process.Host, time);
        Guid("ProcessGuid"u8, process);
        _event.Add("ProcessId"u8, process.Pid).Add("QueryName"u8, name).Add("QueryStatus"u8, status).Add("QueryResults"u8, results)
            .Add("Image"u8, process.Image).Add("User"u8, process.Session.Account.Qualified);
        Write(process.Host, time, 22, "Dns query:"u8);
    }

    private void Begin(Host host, long time)
    {
        _event.Begin().Add("RuleName"u8, "-"u8);
        Time("UtcTime"u8, host, time);
    }

    private WindowsEvent Process(Running process)
    {
        Guid("ProcessGuid"u8, process);
        return _event.Add("ProcessId"u8, process.Pid).Add("Image"u8, process.Image);
    }

    private void Time(ReadOnlySpan<byte> name, Host host, long time)
    {
        _event.Open(name).SysmonTime(time + host.Skew);
        _event.Close();
    }

    /// <summary>The machine, the start's second with its halves swapped, and a number within the boot.</summary>
    private void Guid(ReadOnlySpan<byte> name, Running process)
    {
        var seconds = (ulong)((process.Started + process.Host.Skew) / Chance.Span.Second);
        _event.Open(name).Raw((byte)'{').Hex(process.Host.MachineId, 8, capitals: true).Raw((byte)'-')
            .Hex(seconds & 0xFFFF, 4, capitals: true).Raw((byte)'-').Hex((seconds >> 16) & 0xFFFF, 4, capitals: true).Raw((byte)'-')
            .Hex((ulong)process.Pid & 0xFFFF, 4, capitals: true).Raw("-000000000900}"u8);
        _event.Close();
    }

    /// <summary>The machine, the boot's second, and the logon id from its lowest byte on.</summary>
    private void LogonGuid(Session session)
    {
        var boot = (ulong)(session.Host.Boot / Chance.Span.Second);
        var id = session.Id;
        _event.Open("LogonGuid"u8).Raw((byte)'{').Hex(session.Host.MachineId, 8, capitals: true).Raw((byte)'-')
            .Hex(boot & 0xFFFF, 4, capitals: true).Raw((byte)'-').Hex((boot >> 16) & 0xFFFF, 4, capitals: true).Raw((byte)'-')
            .Hex(id & 0xFF, 2, capitals: true).Hex((id >> 8) & 0xFF, 2, capitals: true).Raw((byte)'-')
            .Hex((id >> 16) & 0xFF, 2, capitals: true).Hex((id >> 24) & 0xFF, 2, capitals: true).Raw("00000000}"u8);
        _event.Close();
    }

    private void Write(Host host, long time, int id, ReadOnlySpan<byte> title) =>
        _event.Write(host, time, Channel.Sysmon, id, id, 4, "0x8000000000000000"u8, title, repeats: true);

    private static ReadOnlySpan<byte> PortName(int port) => port switch
    {
        53 => "domain"u8,
        80 => "http"u8,
        88 => "kerberos"u8,
        135 => "epmap"u8,
        389 => "ldap"u8,
        443 => "https"u8,
        445 => "microsoft-ds"u8,
        3389 => "ms-wbt-server"u8,
        _ => "-"u8,
    };
}

using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Output;

namespace Watchfloor.Simulation.Traces.Windows;

/// <summary>What Windows writes into the Security log. Fields in the order of each event's template.</summary>
internal sealed class SecurityLog(Recorder recorder)
{
    private const string NoGuid = "{00000000-0000-0000-0000-000000000000}";

    private readonly WindowsEvent _event = new(recorder);

    public void ProcessCreate(Running process)
    {
        var session = process.Session;
        Subject(session.Account, session.Id)
            .AddHex("NewProcessId"u8, (ulong)process.Pid).Add("NewProcessName"u8, process.Image)
            .Add("TokenElevationType"u8, session.Type is 0 or 5 ? "%%1936"u8 : session.IsElevated ? "%%1937"u8 : "%%1938"u8)
            .AddHex("ProcessId"u8, (ulong)(process.Parent?.Pid ?? 4)).Add("CommandLine"u8, process.CommandLine)
            .Add("TargetUserSid"u8, "S-1-0-0"u8).Add("TargetUserName"u8, "-"u8).Add("TargetDomainName"u8, "-"u8).Add("TargetLogonId"u8, "0x0"u8)
            .Add("ParentProcessName"u8, process.Parent?.Image ?? "-").Add("MandatoryLabel"u8, Label(session));
        Write(process.Host, process.Started, 4688, 13312, "A new process has been created."u8);
    }

    public void ProcessEnd(Running process, long time)
    {
        Subject(process.Session.Account, process.Session.Id).Add("Status"u8, "0x0"u8)
            .AddHex("ProcessId"u8, (ulong)process.Pid).Add("ProcessName"u8, process.Image);
        Write(process.Host, time, 4689, 13313, "A process has exited."u8);
    }

    /// <summary>A logon that succeeded.</summary>
    /// <param name="session">The logon.</param>
    /// <param name="time">When.</param>
    /// <param name="method">How the account proved itself.</param>
    /// <param name="workstation">The name of where it came from, or a dash.</param>
    /// <param name="address">Its address, or a dash.</param>
    /// <param name="port">Its port; 0 for none.</param>
    /// <param name="ticket">The id that the ticket's request has too, or null.</param>
    public void Logon(Session session, long time, LogonMethod method, string workstation, string address, int port, string? ticket)
    {
        var local = session.Type is 2 or 5 or 7 or 10 or 11;
        var winlogon = local ? session.Host.Always.GetValueOrDefault(session.Type == 5 ? "services" : "winlogon") : null;
        if (local) Subject(session.Host.Account, 0x3E7, Account.System.Sid);
        else Nobody();
        var account = session.Account;
        _event.Add("TargetUserSid"u8, account.Sid).Add("TargetUserName"u8, account.Name).Add("TargetDomainName"u8, account.Domain)
            .AddHex("TargetLogonId"u8, session.Id).Add("LogonType"u8, session.Type)
            .Add("LogonProcessName"u8, local ? session.Type == 5 ? "Advapi  " : "User32 " : method == LogonMethod.Ntlm ? "NtLmSsp " : "Kerberos")
            .Add("AuthenticationPackageName"u8, local ? "Negotiate" : method == LogonMethod.Ntlm ? "NTLM" : "Kerberos")
            .Add("WorkstationName"u8, workstation).Add("LogonGuid"u8, ticket ?? NoGuid).Add("TransmittedServices"u8, "-"u8)
            .Add("LmPackageName"u8, !local && method == LogonMethod.Ntlm ? "NTLM V2"u8 : "-"u8)
            .Add("KeyLength"u8, !local && method == LogonMethod.Ntlm ? 128 : 0)
            .AddHex("ProcessId"u8, (ulong)(winlogon?.Pid ?? 0)).Add("ProcessName"u8, winlogon?.Image ?? "-")
            .Add("IpAddress"u8, address);
        if (port == 0) _event.Add("IpPort"u8, session.Type == 2 ? "0"u8 : "-"u8);
        else _event.Add("IpPort"u8, port);
        _event.Add("ImpersonationLevel"u8, "%%1833"u8).Add("RestrictedAdminMode"u8, session.Type == 10 ? "%%1843"u8 : "-"u8)
            .Add("TargetOutboundUserName"u8, "-"u8).Add("TargetOutboundDomainName"u8, "-"u8).Add("VirtualAccount"u8, "%%1843"u8)
            .Add("TargetLinkedLogonId"u8, "0x0"u8).Add("ElevatedToken"u8, session.IsElevated || session.Type is 3 or 5 ? "%%1842"u8 : "%%1843"u8);
        Write(session.Host, time, 4624, 12544, "An account was successfully logged on."u8);
        if (session.IsElevated || account == Account.System) Privileges(session, time);
    }

    private void Privileges(Session session, long time)
    {
        Subject(session.Account, session.Id).Add("PrivilegeList"u8,
            "SeSecurityPrivilege\n\t\t\tSeBackupPrivilege\n\t\t\tSeRestorePrivilege\n\t\t\tSeTakeOwnershipPrivilege\n\t\t\tSeDebugPrivilege\n\t\t\tSeSystemEnvironmentPrivilege\n\t\t\tSeLoadDriverPrivilege\n\t\t\tSeImpersonatePrivilege"u8);
        Write(session.Host, time + 400, 4672, 12548, "Special privileges assigned to new logon."u8);
    }

    public void LogonFailed(Host host, long time, string name, string domain, int type, LogonMethod method, ulong status, ulong detail, string workstation, string address, int port)
    {
        if (type == 3) Nobody();
        else Subject(host.Account, 0x3E7, Account.System.Sid);
        _event.Add("TargetUserSid"u8, "S-1-0-0"u8).Add("TargetUserName"u8, name).Add("TargetDomainName"u8, domain)
            .AddHex("Status"u8, status).Add("FailureReason"u8, "%%2313"u8).AddHex("SubStatus"u8, detail).Add("LogonType"u8, type)
            .Add("LogonProcessName"u8, type == 3 ? "NtLmSsp " : "User32 ")
            .Add("AuthenticationPackageName"u8, type == 3 ? method == LogonMethod.Ntlm ? "NTLM" : "Kerberos" : "Negotiate")
            .Add("WorkstationName"u8, workstation).Add("TransmittedServices"u8, "-"u8).Add("LmPackageName"u8, "-"u8).Add("KeyLength"u8, 0)
            .AddHex("ProcessId"u8, type == 3 ? 0 : (ulong)(host.Always.GetValueOrDefault("winlogon")?.Pid ?? 0))
            .Add("ProcessName"u8, type == 3 ? "-" : @"C:\Windows\System32\svchost.exe").Add("IpAddress"u8, address);
        if (port == 0) _event.Add("IpPort"u8, "-"u8);
        else _event.Add("IpPort"u8, port);
        Write(host, time, 4625, 12544, "An account failed to log on."u8, failed: true);
    }

    public void Logoff(Session session, long time)
    {
        var account = session.Account;
        _event.Begin().Add("TargetUserSid"u8, account.Sid).Add("TargetUserName"u8, account.Name).Add("TargetDomainName"u8, account.Domain)
            .AddHex("TargetLogonId"u8, session.Id).Add("LogonType"u8, session.Type);
        Write(session.Host, time, 4634, 12545, "An account was logged off."u8);
    }

    public void ExplicitCredentials(Running process, long time, Account used, string server)
    {
        Subject(process.Session.Account, process.Session.Id).Add("LogonGuid"u8, NoGuid)
            .Add("TargetUserName"u8, used.Name).Add("TargetDomainName"u8, used.Domain).Add("TargetLogonGuid"u8, NoGuid)
            .Add("TargetServerName"u8, server).Add("TargetInfo"u8, server).AddHex("ProcessId"u8, (ulong)process.Pid)
            .Add("ProcessName"u8, process.Image).Add("IpAddress"u8, "-"u8).Add("IpPort"u8, "-"u8);
        Write(process.Host, time, 4648, 12544, "A logon was attempted using explicit credentials."u8);
    }

    /// <summary>A ticket for getting tickets, at a domain controller.</summary>
    public void TicketGranted(Host controller, long time, Account account, string domain, string service, string address, int port, bool weak)
    {
        _event.Begin().Add("TargetUserName"u8, account.Name).Add("TargetDomainName"u8, domain).Add("TargetSid"u8, account.Sid)
            .Add("ServiceName"u8, "krbtgt"u8).Add("ServiceSid"u8, service).Add("TicketOptions"u8, "0x40810010"u8).Add("Status"u8, "0x0"u8)
            .Add("TicketEncryptionType"u8, weak ? "0x17"u8 : "0x12"u8).Add("PreAuthType"u8, "2"u8);
        Client(address, port);
        Write(controller, time, 4768, 14339, "A Kerberos authentication ticket (TGT) was requested."u8);
    }

    /// <summary>A ticket for a service.</summary>
    public void ServiceTicket(Host controller, long time, Account account, string domain, string service, string serviceSid, string address, int port, bool weak, string ticket)
    {
        _event.Begin();
        _event.Open("TargetUserName"u8).Raw(account.Name).Raw((byte)'@').Raw(domain);
        _event.Close().Add("TargetDomainName"u8, domain).Add("ServiceName"u8, service).Add("ServiceSid"u8, serviceSid)
            .Add("TicketOptions"u8, "0x40810000"u8).Add("TicketEncryptionType"u8, weak ? "0x17"u8 : "0x12"u8);
        Client(address, port);
        _event.Add("Status"u8, "0x0"u8).Add("LogonGuid"u8, ticket).Add("TransmittedServices"u8, "-"u8);
        Write(controller, time, 4769, 14337, "A Kerberos service ticket was requested."u8);
    }

    /// <summary>A wrong password, as the domain controller saw it.</summary>
    public void PreAuthenticationFailed(Host controller, long time, Account account, string address, int port)
    {
        _event.Begin().Add("TargetUserName"u8, account.Name).Add("TargetSid"u8, account.Sid).Add("ServiceName"u8, "krbtgt/ARVID"u8)
            .Add("TicketOptions"u8, "0x40810010"u8).Add("Status"u8, "0x18"u8).Add("PreAuthType"u8, "2"u8);
        Client(address, port);
        Write(controller, time, 4771, 14339, "Kerberos pre-authentication failed."u8, failed: true);
    }

    /// <summary>An NTLM answer that the domain controller checked.</summary>
    public void NtlmChecked(Host controller, long time, string account, string workstation, ulong status)
    {
        _event.Begin().Add("PackageName"u8, "MICROSOFT_AUTHENTICATION_PACKAGE_V1_0"u8).Add("TargetUserName"u8, account)
            .Add("Workstation"u8, workstation).AddHex("Status"u8, status);
        Write(controller, time, 4776, 14336, "The computer attempted to validate the credentials for an account."u8, failed: status != 0);
    }

    public void ShareOpened(Session session, long time, string address, int port, string share, string path)
    {
        Subject(session.Account, session.Id).Add("ObjectType"u8, "File"u8).Add("IpAddress"u8, address).Add("IpPort"u8, port)
            .Add("ShareName"u8, share).Add("ShareLocalPath"u8, path).Add("AccessMask"u8, "0x1"u8).Add("AccessList"u8, "%%4416\n\t\t\t\t"u8);
        Write(session.Host, time, 5140, 12808, "A network share object was accessed."u8);
    }

    public void ShareChecked(Session session, long time, string address, int port, string share, string path, string file, bool write)
    {
        Subject(session.Account, session.Id).Add("ObjectType"u8, "File"u8).Add("IpAddress"u8, address).Add("IpPort"u8, port)
            .Add("ShareName"u8, share).Add("ShareLocalPath"u8, path).Add("RelativeTargetName"u8, file)
            .Add("AccessMask"u8, write ? "0x2"u8 : "0x120089"u8).Add("AccessList"u8, write ? "%%4417\n\t\t\t\t"u8 : "%%1538\n\t\t\t\t%%1541\n\t\t\t\t%%4416\n\t\t\t\t%%4419\n\t\t\t\t%%4423\n\t\t\t\t"u8)
            .Add("AccessReason"u8, "-"u8);
        Write(session.Host, time, 5145, 12811, "A network share object was checked to see whether client can be granted desired access."u8);
    }

    public void ServiceInstalled(Session session, long time, string name, string file, string account)
    {
        Subject(session.Account, session.Id).Add("ServiceName"u8, name).Add("ServiceFileName"u8, file).Add("ServiceType"u8, "0x10"u8)
            .Add("ServiceStartType"u8, "3"u8).Add("ServiceAccount"u8, account);
        Write(session.Host, time, 4697, 12289, "A service was installed in the system."u8);
    }

    public void TaskCreated(Session session, long time, string name, string content)
    {
        Subject(session.Account, session.Id).Add("TaskName"u8, name).Add("TaskContent"u8, content);
        Write(session.Host, time, 4698, 12804, "A scheduled task was created."u8);
    }

    public void AccountCreated(Host host, Session by, long time, Account account)
    {
        _event.Begin().Add("TargetUserName"u8, account.Name).Add("TargetDomainName"u8, account.Domain).Add("TargetSid"u8, account.Sid);
        AddSubject(by.Account, by.Id, by.Account.Sid);
        _event.Add("PrivilegeList"u8, "-"u8).Add("SamAccountName"u8, account.Name).Add("DisplayName"u8, "%%1793"u8).Add("UserPrincipalName"u8, "-"u8)
            .Add("HomeDirectory"u8, "%%1793"u8).Add("HomePath"u8, "%%1793"u8).Add("ScriptPath"u8, "%%1793"u8).Add("ProfilePath"u8, "%%1793"u8)
            .Add("UserWorkstations"u8, "%%1793"u8).Add("PasswordLastSet"u8, "%%1794"u8).Add("AccountExpires"u8, "%%1794"u8)
            .Add("PrimaryGroupId"u8, "513"u8).Add("AllowedToDelegateTo"u8, "-"u8).Add("OldUacValue"u8, "0x0"u8).Add("NewUacValue"u8, "0x15"u8)
            .Add("UserAccountControl"u8, "\n\t\t%%2080\n\t\t%%2082\n\t\t%%2084"u8).Add("UserParameters"u8, "%%1793"u8).Add("SidHistory"u8, "-"u8)
            .Add("LogonHours"u8, "%%1797"u8);
        Write(host, time, 4720, 13824, "A user account was created."u8);
    }

    /// <summary>A member added to a group.</summary>
    /// <param name="host">The machine that keeps the group.</param>
    /// <param name="by">Who did it.</param>
    /// <param name="time">When.</param>
    /// <param name="member">The new member.</param>
    /// <param name="group">The group.</param>
    /// <param name="isLocal">True for a local group (4732), false for a global one (4728).</param>
    public void MemberAdded(Host host, Session by, long time, Account member, Account group, bool isLocal)
    {
        _event.Begin().Add("MemberName"u8, isLocal ? "-" : $"CN={member.Name},CN=Users,DC=arvid,DC=example").Add("MemberSid"u8, member.Sid)
            .Add("TargetUserName"u8, group.Name).Add("TargetDomainName"u8, group.Domain).Add("TargetSid"u8, group.Sid);
        AddSubject(by.Account, by.Id, by.Account.Sid);
        _event.Add("PrivilegeList"u8, "-"u8);
        if (isLocal) Write(host, time, 4732, 13826, "A member was added to a security-enabled local group."u8);
        else Write(host, time, 4728, 13826, "A member was added to a security-enabled global group."u8);
    }

    public void LogCleared(Session by, long time)
    {
        _event.Begin();
        AddSubject(by.Account, by.Id, by.Account.Sid);
        _event.Write(by.Host, time, Channel.Cleared, 1102, 104, 4, "0x4020000000000000"u8, "The audit log was cleared."u8);
    }

    private void Client(string address, int port)
    {
        _event.Open("IpAddress"u8).Raw("::ffff:"u8).Raw(address);
        _event.Close().Add("IpPort"u8, port);
    }

    private WindowsEvent Subject(Account account, ulong logon, string? sid = null)
    {
        _event.Begin();
        return AddSubject(account, logon, sid ?? account.Sid);
    }

    private WindowsEvent AddSubject(Account account, ulong logon, string sid) =>
        _event.Add("SubjectUserSid"u8, sid).Add("SubjectUserName"u8, account.Name).Add("SubjectDomainName"u8, account.Domain).AddHex("SubjectLogonId"u8, logon);

    private void Nobody() =>
        _event.Begin().Add("SubjectUserSid"u8, "S-1-0-0"u8).Add("SubjectUserName"u8, "-"u8).Add("SubjectDomainName"u8, "-"u8).Add("SubjectLogonId"u8, "0x0"u8);

    private void Write(Host host, long time, int id, int task, ReadOnlySpan<byte> title, bool failed = false) =>
        _event.Write(host, time, Channel.Security, id, task, 0, failed ? "0x8010000000000000"u8 : "0x8020000000000000"u8, title);

    private static string Label(Session session) => session.Integrity switch
    {
        "System" => "S-1-16-16384",
        "High" => "S-1-16-12288",
        _ => "S-1-16-8192",
    };
}

/// <summary>How an account proves itself to another machine.</summary>
internal enum LogonMethod
{
    Kerberos,
    Ntlm,
}

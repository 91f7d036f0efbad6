using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Traces.Windows;

namespace Watchfloor.Simulation.Acts;

/// <summary>How accounts come to machines. The domain controller sees the proof, the machine the logon, the exporter the flow.</summary>
internal sealed class LogonActs(World world)
{
    private const string Realm = "ARVID.EXAMPLE";

    /// <summary>Somebody signs in at their desk: tickets, the logon, policies from the domain controller, the desktop.</summary>
    public Session AtDesk(long time, Person person)
    {
        var host = person.Computer;
        if (host.Kind == HostKind.Mac)
        {
            var mac = new Session { Host = host, Account = person.Account, Id = host.NextLogon(), Type = 2, Terminal = 1 };
            mac.Shell = world.Processes.Start(time, mac, host.Always["launchd"], "/usr/libexec/loginwindow", "loginwindow", "/");
            return person.Session = mac;
        }

        var ticket = Tickets(time, person.Account, host, host.Account.Name, host.Account.Sid, weak: false);
        var session = new Session { Host = host, Account = person.Account, Id = host.NextLogon(), Type = 2, Terminal = 1, IsElevated = false };
        world.Security.Logon(session, time + (80 * Span.Millisecond), LogonMethod.Kerberos, host.Account.Name[..^1], "127.0.0.1", 0, ticket);
        Policies(time + (300 * Span.Millisecond), host, person.Account);
        var userinit = world.Processes.Start(time + (900 * Span.Millisecond), session, host.Always["winlogon"], "userinit", @"C:\Windows\system32\userinit.exe", @"C:\Windows\system32\");
        session.Shell = world.Processes.Start(time + Span.Second + (100 * Span.Millisecond), session, userinit, "explorer", @"C:\Windows\Explorer.EXE", @"C:\Windows\system32\");
        world.Processes.End(userinit, time + (28 * Span.Second));
        return person.Session = session;
    }

    /// <summary>Somebody comes over the network.</summary>
    /// <param name="time">When.</param>
    /// <param name="account">Who.</param>
    /// <param name="from">The machine they come from.</param>
    /// <param name="to">The machine they come to.</param>
    /// <param name="type">3 for shares and services, 10 for a desktop.</param>
    /// <param name="method">How they prove who they are.</param>
    /// <param name="elevated">True when the account administers the machine.</param>
    /// <param name="service">The port that is asked: 445, 3389, 5985.</param>
    public Session Remote(long time, Account account, Host from, Host to, int type, LogonMethod method, bool elevated, int service = 445)
    {
        var port = from.NextPort();
        string? ticket = null;
        if (method == LogonMethod.Kerberos) ticket = Tickets(time, account, from, to.Account.Name, to.Account.Sid, weak: false, granting: world.Dice.Is(0.2));
        else world.Security.NtlmChecked(world.Controller, time + (3 * Span.Millisecond), account.Name, from.Name.ToUpperInvariant(), 0);
        var session = new Session { Host = to, Account = account, Id = to.NextLogon(), Type = type, Terminal = type == 10 ? 2 : 0, IsElevated = elevated, Source = from.Address };
        world.Security.Logon(session, time + (9 * Span.Millisecond), method, type == 10 || method == LogonMethod.Ntlm ? from.Name.ToUpperInvariant() : "-", from.Address, port, ticket);
        world.Network.Flow(time, time + (world.Dice.Between(1, 40) * Span.Second / 10), 6, from.Address, port, to.Address, service, world.Dice.Between(9, 60), world.Dice.Between(1_500, 90_000));
        if (type == 10)
        {
            var userinit = world.Processes.Start(time + Span.Second, session, to.Always["winlogon"], "userinit", @"C:\Windows\system32\userinit.exe", @"C:\Windows\system32\");
            session.Shell = world.Processes.Start(time + Span.Second + (200 * Span.Millisecond), session, userinit, "explorer", @"C:\Windows\Explorer.EXE", @"C:\Windows\system32\");
        }
        else if (to.IsWindows)
        {
            session.Shell = to.Always["services"];
        }

        return session;
    }

    public void Off(Session session, long time)
    {
        if (session.Host.IsWindows) world.Security.Logoff(session, time);
    }

    /// <summary>A wrong password or name.</summary>
    /// <param name="time">When.</param>
    /// <param name="account">Whose.</param>
    /// <param name="from">From where.</param>
    /// <param name="to">To which machine; the same machine for a desk.</param>
    /// <param name="method">How.</param>
    /// <param name="exists">False when there is no such account.</param>
    public void Fail(long time, Account account, Host from, Host to, LogonMethod method, bool exists = true)
    {
        var port = from.NextPort();
        if (method == LogonMethod.Kerberos && exists) world.Security.PreAuthenticationFailed(world.Controller, time, account, from.Address, port);
        else world.Security.NtlmChecked(world.Controller, time, account.Name, from.Name.ToUpperInvariant(), exists ? 0xC000006AUL : 0xC0000064UL);
        var local = from == to;
        if (to.IsWindows)
            world.Security.LogonFailed(to, time + (4 * Span.Millisecond), account.Name, account.Domain, local ? 2 : 3, method, 0xC000006D, exists ? 0xC000006AUL : 0xC0000064UL, from.Name.ToUpperInvariant(), local ? "127.0.0.1" : from.Address, local ? 0 : port);
        if (!local) world.Network.Flow(time, time + (40 * Span.Millisecond), 6, from.Address, port, to.Address, 445, 11, 2_900);
    }

    /// <summary>A desktop is unlocked.</summary>
    public void Unlock(long time, Session session)
    {
        var host = session.Host;
        if (!host.IsWindows) return;
        var ticket = Tickets(time, session.Account, host, host.Account.Name, host.Account.Sid, weak: false);
        var unlocked = new Session { Host = host, Account = session.Account, Id = host.NextLogon(), Type = 7, Terminal = session.Terminal };
        world.Security.Logon(unlocked, time + (30 * Span.Millisecond), LogonMethod.Kerberos, host.Account.Name[..^1], "127.0.0.1", 0, ticket);
        world.Security.Logoff(unlocked, time + (60 * Span.Millisecond));
    }

    /// <summary>The ticket for a service, and before it sometimes the one that gets it.</summary>
    /// <returns>The id that the logon has too.</returns>
    public string Tickets(long time, Account account, Host from, string service, string serviceSid, bool weak, bool granting = true)
    {
        if (granting) world.Security.TicketGranted(world.Controller, time, account, Realm, world.Company.DomainSid + "-502", from.Address, from.NextPort(), weak: false);
        var id = Dice.Hash((ulong)time, account.Name);
        var ticket = $"{{{id >> 32:x8}-{(id >> 16) & 0xFFFF:x4}-{id & 0xFFFF:x4}-{(id >> 40) & 0xFFFF:x4}-{id & 0xFFFFFFFFFFFF:x12}}}";
        world.Security.ServiceTicket(world.Controller, time + (4 * Span.Millisecond), account, Realm, service, serviceSid, from.Address, from.NextPort(), weak, ticket);
        world.Network.Flow(time, time + (9 * Span.Millisecond), 6, from.Address, from.NextPort(), world.Controller.Address, 88, 10, 4_300);
        return ticket;
    }

    /// <summary>A machine reads the policies: name, directory, share of the domain controller.</summary>
    public void Policies(long time, Host host, Account account)
    {
        var session = Remote(time, account, host, world.Controller, 3, LogonMethod.Kerberos, elevated: false);
        var port = host.NextPort();
        world.Security.ShareOpened(session, time + (30 * Span.Millisecond), host.Address, port, @"\\*\SYSVOL", @"\??\C:\Windows\SYSVOL\sysvol");
        world.Security.ShareChecked(session, time + (40 * Span.Millisecond), host.Address, port, @"\\*\SYSVOL", @"\??\C:\Windows\SYSVOL\sysvol", @"arvid.example\Policies\{31B2F340-016D-11D2-945F-00C04FB984F9}\gpt.ini", write: false);
        world.Security.Logoff(session, time + (12 * Span.Second));
    }

    /// <summary>A user of a Linux machine signs in over SSH.</summary>
    public Session Ssh(long time, string user, string address, int port, Host to, bool byKey, Host? from = null)
    {
        var pid = to.NextPid();
        world.Network.Flow(time, time + (world.Dice.Between(20, 900) * Span.Second), 6, address, port, to.Address, 22, world.Dice.Between(80, 4_000), world.Dice.Between(9_000, 900_000));
        var how = byKey ? "publickey" : "password";
        var key = byKey ? ": ED25519 SHA256:" + Program.HashesOf(user)[5..48] : "";
        world.Syslog.Write(to, time, "sshd", pid, $"Accepted {how} for {user} from {address} port {port} ssh2{key}");
        var session = new Session { Host = to, Account = new Account(user, to.Name, "1000"), Id = to.NextLogon(), Type = 10, Terminal = (int)(to.NextLogon() % 900), Source = from?.Address ?? address };
        world.Syslog.Write(to, time + (40 * Span.Millisecond), "sshd", pid, $"pam_unix(sshd:session): session opened for user {user}(uid={ProcessActs.Uid(session)}) by (uid=0)");
        world.Syslog.Write(to, time + (90 * Span.Millisecond), "systemd-logind", 612, $"New session {session.Terminal} of user {user}.");
        var sshd = new Running { Host = to, Session = session, Program = world.Programs.Find("/usr/sbin/sshd"), Pid = pid, CommandLine = $"sshd: {user}@pts/0", Directory = "/", Started = time, Parent = to.Always["sshd"] };
        session.Shell = world.Processes.Start(time + (120 * Span.Millisecond), session, sshd, "/usr/bin/bash", "-bash");
        return session;
    }

    /// <summary>Somebody fails to sign in over SSH.</summary>
    public void SshFail(long time, string user, string address, int port, Host to, bool exists)
    {
        var pid = to.NextPid();
        if (!exists) world.Syslog.Write(to, time, "sshd", pid, $"Invalid user {user} from {address} port {port}");
        world.Syslog.Write(to, time + (900 * Span.Millisecond), "sshd", pid, exists ? $"Failed password for {user} from {address} port {port} ssh2" : $"Failed password for invalid user {user} from {address} port {port} ssh2");
        world.Network.Flow(time, time + Span.Second, 6, address, port, to.Address, 22, 14, 3_100);
    }

    /// <summary>A user of a Linux machine does something as another.</summary>
    public Running Sudo(long time, Session session, string commandLine, string program, string asUser = "root")
    {
        var user = session.Account.Name;
        var sudo = world.Processes.Start(time, session, null, "/usr/bin/sudo", "sudo " + commandLine);
        world.Syslog.Write(session.Host, time + (30 * Span.Millisecond), "sudo", sudo.Pid, $"{user} : TTY=pts/0 ; PWD=/home/{user} ; USER={asUser} ; COMMAND={program}{(commandLine.IndexOf(' ') is > 0 and var at ? commandLine[at..] : "")}");
        world.Syslog.Write(session.Host, time + (31 * Span.Millisecond), "sudo", sudo.Pid, $"pam_unix(sudo:session): session opened for user {asUser}(uid=0) by {user}(uid={ProcessActs.Uid(session)})");
        var root = new Session { Host = session.Host, Account = new Account(asUser, session.Host.Name, "0"), Id = session.Id, Type = session.Type, Terminal = session.Terminal, IsElevated = true, AuditUser = ProcessActs.Uid(session), Shell = sudo };
        return world.Processes.Start(time + (40 * Span.Millisecond), root, sudo, program, commandLine, "/home/" + user);
    }
}

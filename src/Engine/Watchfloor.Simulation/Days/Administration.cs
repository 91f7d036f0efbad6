using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Traces.Windows;

namespace Watchfloor.Simulation.Days;

/// <summary>What people who run the computers do. Much of it looks like what attackers do.</summary>
internal static class Administration
{
    public static void Do(World world, Person person, Dice dice, long time)
    {
        if (person.Session is not { } session || person.Computer.Kind == HostKind.Mac) return;
        switch (dice.Below(8))
        {
            case 0 or 1: Desktop(world, person, dice, time); break;
            case 2: Script(world, session, dice, time); break;
            case 3: Ask(world, session, dice, time); break;
            case 4: Linux(world, person, dice, time); break;
            case 5 when dice.Is(0.08): Hire(world, session, dice, time); break;
            case 6 when dice.Is(0.1): Help(world, person, dice, time); break;
            default: Ask(world, session, dice, time); break;
        }
    }

    /// <summary>A server's desktop for some minutes.</summary>
    private static void Desktop(World world, Person person, Dice dice, long time)
    {
        var servers = world.Company.Hosts.Where(h => h.Kind == HostKind.WindowsServer).ToList();
        var server = dice.Pick(servers);
        var client = world.Processes.Start(time, person.Session!, null, "mstsc", $"\"{world.Programs["mstsc"].Path}\" /v:{server.Name}");
        world.Connections.Connect(time + (2 * Span.Second), client, server, 3389, 900_000, 8 * Span.Minute);
        var session = world.Logons.Remote(time + (4 * Span.Second), person.Account, person.Computer, server, 10, LogonMethod.Kerberos, elevated: true, 3389);
        world.Processes.Run(time + (30 * Span.Second), session, null, "cmd", @"""C:\Windows\system32\cmd.exe""", 4 * Span.Minute);
        world.Processes.Run(time + (50 * Span.Second), session, null, dice.Pick(["tasklist", "ipconfig", "quser", "systeminfo"]), null, 900 * Span.Millisecond);
        world.Logons.Off(session, time + (8 * Span.Minute));
        world.Processes.End(client, time + (8 * Span.Minute));
    }

    /// <summary>A script of the team, with an execution policy that the rules do not like.</summary>
    private static void Script(World world, Session session, Dice dice, long time)
    {
        var file = dice.Pick(["Get-DiskReport", "Sync-Groups", "Test-Backups", "Set-Printers"]);
        var shell = world.Processes.Start(time, session, null, "powershell", $"\"{world.Programs["powershell"].Path}\" -NoProfile -ExecutionPolicy Bypass -File \\\\file-01\\it\\scripts\\{file}.ps1");
        world.Processes.Script(shell, time + (700 * Span.Millisecond), "Get-ADComputer -Filter * -Properties LastLogonDate | Where-Object Enabled | Export-Csv C:\\Temp\\computers.csv", $@"\\file-01\it\scripts\{file}.ps1");
        world.Connections.Connect(time + Span.Second, shell, world.Controller, 9389, 60_000, 4 * Span.Second);
        world.System.Write(shell, time + (4 * Span.Second), @"C:\Temp\computers.csv");
        world.Processes.End(shell, time + (9 * Span.Second));
    }

    /// <summary>Questions at a prompt.</summary>
    private static void Ask(World world, Session session, Dice dice, long time)
    {
        var prompt = world.Processes.Start(time, session, null, "cmd", @"""C:\Windows\system32\cmd.exe""");
        var commands = new[] { ("ping", "ping -n 2 file-01"), ("nslookup", "nslookup sql-01"), ("ipconfig", "ipconfig /all"), ("whoami", "whoami /groups"), ("net", "net user svc-backup /domain"), ("gpupdate", "gpupdate /force"), ("quser", "quser /server:app-01"), ("sc", "sc query spooler"), ("schtasks", "schtasks /query /s app-01") };
        for (var i = 0; i < 3; i++)
        {
            var (program, line) = dice.Pick(commands);
            world.Processes.Run(time + ((2 + (i * 9)) * Span.Second), session, prompt, program, line, dice.Between(80, 3_000) * Span.Millisecond);
        }

        world.Processes.End(prompt, time + Span.Minute);
    }

    private static void Linux(World world, Person person, Dice dice, long time)
    {
        var host = dice.Pick([world.Web, world.Company.The("linux-database"), world.Company.The("jump-host")]);
        var session = world.Logons.Ssh(time, person.Account.Name, person.Computer.Address, person.Computer.NextPort(), host, byKey: true, person.Computer);
        world.Logons.Sudo(time + (20 * Span.Second), session, "apt-get update", "/usr/bin/apt-get");
        world.Logons.Sudo(time + (60 * Span.Second), session, "journalctl -u ssh -n 50", "/usr/bin/journalctl");
        world.Processes.Start(time + (80 * Span.Second), session, null, "/usr/bin/ss", "ss -tlnp");
    }

    /// <summary>Somebody new joins.</summary>
    private static void Hire(World world, Session session, Dice dice, long time)
    {
        var name = (dice.Pick(Names.First) + "." + dice.Pick(Names.Last)).ToLowerInvariant();
        var account = new Account(name, world.Company.Domain, $"{world.Company.DomainSid}-{dice.Between(5_000, 9_000)}");
        var remote = world.Logons.Remote(time, session.Account, session.Host, world.Controller, 3, LogonMethod.Kerberos, elevated: true, 389);
        world.Security.AccountCreated(world.Controller, remote, time + Span.Second, account);
        world.Security.MemberAdded(world.Controller, remote, time + (3 * Span.Second), account, new Account("VPN Users", world.Company.Domain, world.Company.DomainSid + "-1601"), isLocal: false);
        world.Logons.Off(remote, time + (9 * Span.Second));
    }

    /// <summary>A colleague's machine is looked after from afar, with another account.</summary>
    private static void Help(World world, Person person, Dice dice, long time)
    {
        var colleague = dice.Pick(world.Company.People);
        if (!colleague.Computer.IsWindows || colleague.Session is null) return;
        var tool = world.Processes.Start(time, person.Session!, null, "powershell", $"\"{world.Programs["powershell"].Path}\" Enter-PSSession -ComputerName {colleague.Computer.Name}");
        world.Security.ExplicitCredentials(tool, time + Span.Second, world.Company.Services["svc-deploy"], colleague.Computer.Fqdn);
        world.Connections.Connect(time + Span.Second, tool, colleague.Computer, 5985, 90_000, Span.Minute);
        var session = world.Logons.Remote(time + (2 * Span.Second), person.Account, person.Computer, colleague.Computer, 3, LogonMethod.Kerberos, elevated: true, 5985);
        var host = world.Processes.Start(time + (3 * Span.Second), session, colleague.Computer.Always["dcom"], "wsmprovhost", @"C:\Windows\system32\wsmprovhost.exe -Embedding");
        world.Processes.Script(host, time + (5 * Span.Second), "Restart-Service -Name Spooler -Force");
        world.Channels.ServiceState(colleague.Computer, time + (6 * Span.Second), "Print Spooler", "stopped");
        world.Channels.ServiceState(colleague.Computer, time + (8 * Span.Second), "Print Spooler", "running");
        world.Processes.End(host, time + Span.Minute);
        world.Processes.End(tool, time + Span.Minute);
        world.Logons.Off(session, time + Span.Minute);
    }
}

using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Acts;

/// <summary>What runs on a machine since long before the simulation begins. It leaves no traces.</summary>
internal static class Startup
{
    public static void Boot(World world, Host host, long start)
    {
        host.Boot = start - Span.Day - (long)(host.MachineId % 500_000 * (ulong)Span.Second);
        var session = new Session
        {
            Host = host,
            Account = host.IsWindows ? Account.System : new Account("root", host.Name, "0"),
            Id = 0x3E7,
            Type = host.IsWindows ? 0 : 5,
            IsElevated = true,
        };
        host.SystemSession = session;
        if (host.IsWindows) Windows(world, host, session);
        else if (host.Kind == HostKind.Mac) session.Shell = Keep(world, host, session, "launchd", "/sbin/launchd", "/sbin/launchd", null);
        else Linux(world, host, session);
    }

    private static void Windows(World world, Host host, Session session)
    {
        var wininit = Keep(world, host, session, "wininit", "wininit", "wininit.exe", null);
        var services = Keep(world, host, session, "services", "services", @"C:\Windows\system32\services.exe", wininit);
        Keep(world, host, session, "lsass", "lsass", @"C:\Windows\system32\lsass.exe", wininit);
        Keep(world, host, session, "winlogon", "winlogon", "winlogon.exe", null);
        foreach (var (key, group) in new[] { ("svchost", "netsvcs -p -s Schedule"), ("gpsvc", "netsvcs -p -s gpsvc"), ("dnscache", "NetworkService -p -s Dnscache"), ("dcom", "DcomLaunch -p"), ("update", "netsvcs -p -s wuauserv"), ("winmgmt", "netsvcs -p -s Winmgmt") })
            Keep(world, host, session, key, "svchost", $@"C:\Windows\system32\svchost.exe -k {group}", services);
        Keep(world, host, session, "spoolsv", "spoolsv", @"C:\Windows\System32\spoolsv.exe", services);
        Keep(world, host, session, "defender", "defender", "\"" + world.Programs["defender"].Path + "\"", services);
        Keep(world, host, session, "agent", "agent", "\"" + world.Programs["agent"].Path + "\" --service", services);
        session.Shell = services;
        if (host.Role == "database-server") Keep(world, host, session, "sqlservr", "sqlservr", "\"" + world.Programs["sqlservr"].Path + "\" -sMSSQLSERVER", services);
        if (host.Role is "backup-server" or "file-server" or "database-server") Keep(world, host, session, "backup", "backup", "\"" + world.Programs["backup"].Path + "\"", services);
    }

    private static void Linux(World world, Host host, Session session)
    {
        var init = Keep(world, host, session, "systemd", "/usr/lib/systemd/systemd", "/sbin/init", null);
        session.Shell = init;
        Keep(world, host, session, "sshd", "/usr/sbin/sshd", "sshd: /usr/sbin/sshd -D [listener] 0 of 10-100 startups", init);
        Keep(world, host, session, "cron", "/usr/sbin/cron", "/usr/sbin/cron -f", init);
        if (host.Role == "web-server")
        {
            var www = new Session { Host = host, Account = new Account("www-data", host.Name, "33"), Id = 1, Type = 5 };
            Keep(world, host, www, "nginx", "/usr/sbin/nginx", "nginx: worker process", init);
            Keep(world, host, www, "php", "/usr/sbin/php-fpm8.2", "php-fpm: pool www", init);
        }

        if (host.Role == "linux-database")
            Keep(world, host, new Session { Host = host, Account = new Account("postgres", host.Name, "114"), Id = 2, Type = 5 }, "postgres", "/usr/lib/postgresql/16/bin/postgres", "postgres: checkpointer", init);
    }

    private static Running Keep(World world, Host host, Session session, string name, string program, string commandLine, Running? parent) =>
        host.Always[name] = new Running
        {
            Host = host,
            Session = session,
            Program = world.Programs.Find(program),
            Pid = program.EndsWith("systemd", StringComparison.Ordinal) || program.EndsWith("launchd", StringComparison.Ordinal) ? 1 : host.NextPid() % 4_000,
            CommandLine = commandLine,
            Directory = host.IsWindows ? @"C:\Windows\system32\" : "/",
            Started = host.Boot + Span.Minute,
            Parent = parent,
        };
}

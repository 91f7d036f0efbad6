using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Traces.Windows;

namespace Watchfloor.Simulation.Days;

/// <summary>Something that is done again and again at fixed distances.</summary>
/// <param name="first">The first time.</param>
/// <param name="every">The distance.</param>
/// <param name="work">What is done.</param>
internal sealed class Job(long first, long every, Action<long> work) : Actor
{
    public override long First => first;

    public override long Act(World world, long time)
    {
        work(time);
        return time + every;
    }
}

/// <summary>The jobs of the servers, and what is misconfigured.</summary>
internal sealed class Jobs(World world, long start)
{
    private readonly Dice _dice = new(world.Company.Seed, "jobs");
    private readonly Host _management = world.Company.The("management-server");
    private readonly Host _application = world.Company.The("application-server");
    private readonly Host _database = world.Company.The("database-server");
    private readonly Host _file = world.Company.The("file-server");
    private readonly Host _backup = world.Company.The("backup-server");

    public IEnumerable<Actor> All()
    {
        var day = start - (start % Span.Day);
        yield return Daily(day + Span.Hour + (4 * Span.Minute), Span.Day, Backup);
        yield return Daily(day + (6 * Span.Hour) + (30 * Span.Minute), Span.Day, Inventory);
        yield return Daily(day + (11 * Span.Hour) + (30 * Span.Minute), Span.Day, VulnerabilityScan);
        yield return Daily(day + (3 * Span.Minute), 5 * Span.Minute, Monitor);
        yield return Daily(day + (7 * Span.Minute), 10 * Span.Minute, OldPassword);
        yield return Daily(day + (2 * Span.Minute), 15 * Span.Minute, Report);
        yield return Daily(day + (17 * Span.Second), 20 * Span.Second, Application);
        yield return Daily(day + Span.Minute, 20 * Span.Minute, Deploy);
    }

    private Job Daily(long first, long every, Action<long> work)
    {
        while (first < start) first += every;
        return new Job(first, every, work);
    }

    /// <summary>Snapshots and copies, server by server.</summary>
    private void Backup(long time)
    {
        var account = world.Company.Services["svc-backup"];
        foreach (var server in new[] { _file, _database, _application, _management })
        {
            var session = world.Logons.Remote(time, account, _backup, server, 3, LogonMethod.Kerberos, elevated: true);
            if (server.Always.TryGetValue("backup", out var agent))
            {
                world.Processes.Run(time + (5 * Span.Second), server.SystemSession!, agent, "vssadmin", "vssadmin list shadows", 2 * Span.Second, @"C:\Windows\system32\");
                for (var i = 0; i < 40; i++) world.System.Write(agent, time + (i * 11 * Span.Second), $@"D:\KeepCache\block-{_dice.Next():x8}.kbk");
            }

            for (var i = 0; i < 60; i++)
                world.Security.ShareChecked(session, time + (i * 7 * Span.Second), _backup.Address, 50_123, @"\\*\D$", @"\??\D:\", $@"Data\volume-{i:D3}.vhdx", write: false);
            world.Logons.Off(session, time + (8 * Span.Minute));
            time += 9 * Span.Minute;
        }
    }

    /// <summary>Asks every machine for what is installed. The command is encoded, as some tools of management do it.</summary>
    private void Inventory(long time)
    {
        var account = world.Company.Services["svc-deploy"];
        foreach (var host in world.Company.Hosts.Where(h => h.Kind == HostKind.WindowsServer))
        {
            var session = world.Logons.Remote(time, account, _management, host, 3, LogonMethod.Kerberos, elevated: true, 5985);
            var shell = world.Processes.Start(time + Span.Second, session, host.Always["agent"], "powershell", "powershell.exe -NonInteractive -EncodedCommand RwBlAHQALQBDAGkAbQBJAG4AcwB0AGEAbgBjAGUAIABXAGkAbgAzADIAXwBQAHIAbwBkAHUAYwB0AA==");
            world.Processes.Script(shell, time + (2 * Span.Second), "Get-CimInstance Win32_Product");
            world.Processes.End(shell, time + (30 * Span.Second));
            world.Logons.Off(session, time + (31 * Span.Second));
            time += 20 * Span.Second;
        }
    }

    /// <summary>The scanner that is paid for tries what attackers try.</summary>
    private void VulnerabilityScan(long time)
    {
        var scanner = world.Company.The("vulnerability-scanner");
        var targets = new[] { "/", "/admin/", "/.git/config", "/cgi-bin/test.cgi", "/index.php?page=../../../../etc/passwd", "/search?q=<script>alert(1)</script>", "/?id=1%27%20OR%201=1--", "/server-status", "/phpmyadmin/", "/.env" };
        for (var i = 0; i < 400; i++)
            world.Network.Web(world.Web, time + (i * 600 * Span.Millisecond), scanner.Address, "-", "GET", targets[i % targets.Length], i % 10 == 0 ? 200 : 404, 512, "-", "Mozilla/5.0 (compatible; OpenVAS; +http://www.openvas.org/)");
        foreach (var host in world.Company.Hosts.Where(h => h.Kind is HostKind.WindowsServer or HostKind.LinuxServer))
        {
            for (var port = 1; port <= 60; port++)
                world.Network.Flow(time, time + (2 * Span.Millisecond), 6, scanner.Address, scanner.NextPort(), host.Address, port * 17, 1, 44);
            if (host.IsWindows) world.Logons.Fail(time + Span.Second, new Account("Administrator", host.Name.ToUpperInvariant(), "S-1-0-0"), scanner, host, LogonMethod.Ntlm);
            else world.Logons.SshFail(time + Span.Second, "root", scanner.Address, scanner.NextPort(), host, exists: true);
            time += 3 * Span.Minute;
        }
    }

    private void Monitor(long time)
    {
        var account = world.Company.Services["svc-monitor"];
        foreach (var host in world.Company.Hosts.Where(h => h.Kind is HostKind.WindowsServer or HostKind.DomainController && h != _management))
        {
            var session = world.Logons.Remote(time, account, _management, host, 3, LogonMethod.Kerberos, elevated: false, 135);
            world.Processes.Run(time + (200 * Span.Millisecond), host.SystemSession!, host.Always["dcom"], "wmiprvse", @"C:\Windows\system32\wbem\wmiprvse.exe -Embedding", 40 * Span.Second, @"C:\Windows\system32\");
            world.Logons.Off(session, time + (4 * Span.Second));
            time += Span.Second;
        }
    }

    /// <summary>A print service still has last year's password and tries every ten minutes.</summary>
    private void OldPassword(long time) => world.Logons.Fail(time, world.Company.Services["svc-print"], _application, _file, LogonMethod.Ntlm);

    private void Report(long time)
    {
        var account = world.Company.Services["svc-sql"];
        var session = world.Logons.Remote(time, account, _application, _database, 3, LogonMethod.Kerberos, elevated: false, 1433);
        var process = world.Processes.Start(time + Span.Second, _application.SystemSession!, _application.Always["svchost"], "sqlcmd", "\"" + world.Programs["sqlcmd"].Path + "\" -S sql-01 -E -Q \"EXEC dbo.RefreshReports\"");
        world.Connections.Connect(time + Span.Second, process, _database, 1433, 90_000, 20 * Span.Second);
        world.Processes.End(process, time + (25 * Span.Second));
        world.Logons.Off(session, time + (25 * Span.Second));
    }

    /// <summary>The ERP speaks with its database, and clients with it.</summary>
    private void Application(long time)
    {
        world.Connections.Connect(time, _application.Always["agent"], _database, 1433, _dice.Between(2_000, 400_000), 2 * Span.Second);
        world.Network.Flow(time, time + Span.Second, 6, world.Web.Address, world.Web.NextPort(), world.Company.The("linux-database").Address, 5432, 24, _dice.Between(2_000, 60_000));
    }

    /// <summary>The pipeline's user of the cloud.</summary>
    private void Deploy(long time)
    {
        var key = world.Cloud.KeyOf("deploy-bot");
        foreach (var (service, name) in new[] { ("sts.amazonaws.com", "GetCallerIdentity"), ("ecr.amazonaws.com", "GetAuthorizationToken"), ("ecs.amazonaws.com", "DescribeServices"), ("ecs.amazonaws.com", "UpdateService"), ("s3.amazonaws.com", "ListBuckets") })
            world.Cloud.CloudTrail(time += _dice.Between(1, 9) * Span.Second, "deploy-bot", key, service, name, "203.0.113.10", "Boto3/1.34.34 md/Botocore#1.34.34 ua/2.0 os/linux lang/python#3.11.7", "null", "null", null);
    }
}

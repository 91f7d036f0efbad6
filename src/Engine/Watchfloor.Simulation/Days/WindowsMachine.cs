using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Days;

/// <summary>What a Windows machine does by itself: services, tasks, updates, policies.</summary>
internal sealed class WindowsMachine : Actor
{
    private static readonly string[] _names = ["settings-win.data.microsoft.com", "v10.events.data.microsoft.com", "ctldl.windowsupdate.com", "login.microsoftonline.com", "ocsp.digicert.com"];

    private readonly Host _host;
    private readonly Person? _owner;
    private readonly Dice _dice;
    private readonly bool _isServer;
    private long _policies;
    private long _update;

    /// <param name="world">Where.</param>
    /// <param name="host">The machine.</param>
    /// <param name="owner">Who sits at it; while they are away it sleeps. Null for servers.</param>
    /// <param name="start">When the simulation begins.</param>
    public WindowsMachine(World world, Host host, Person? owner, long start)
    {
        _host = host;
        _owner = owner;
        _isServer = owner is null;
        _dice = new Dice(world.Company.Seed, "machine " + host.Name);
        First = start + _dice.Between(0, 5 * Span.Minute);
        _policies = First + _dice.Between(0, 90 * Span.Minute);
        _update = start + (long)(host.MachineId % 5 * (ulong)Span.Day) + (10 * Span.Hour) + _dice.Between(0, 4 * Span.Hour);
    }

    public override long First { get; }

    public override long Act(World world, long time)
    {
        // A sleeping machine still wakes for maintenance now and then.
        if (!_isServer && _owner!.Session is null) return time + (_dice.Is(0.06) ? Maintain(world, time) : 0) + _dice.Wait(12 * Span.Minute);
        if (time >= _policies)
        {
            world.Logons.Policies(time, _host, _host.Account);
            world.Connections.Resolve(time, _host.Always["gpsvc"], "_ldap._tcp.hamburg._sites.dc._msdcs.arvid.example", world.Controller.Fqdn, "SRV");
            world.Connections.Connect(time + (20 * Span.Millisecond), _host.Always["gpsvc"], world.Controller, 389, 9_000, Span.Second);
            _policies = time + (90 * Span.Minute) + _dice.Between(0, 30 * Span.Minute);
        }
        else if (time >= _update)
        {
            Update(world, time);
            _update = time + (5 * Span.Day);
        }
        else
        {
            Background(world, time);
        }

        return time + _dice.Wait(_isServer ? 45 * Span.Second : 55 * Span.Second);
    }

    private void Background(World world, long time)
    {
        var system = _host.SystemSession!;
        switch (_dice.Below(14))
        {
            case 0 or 1:
                var svchost = world.Processes.Start(time, system, _host.Always["services"], "svchost", $@"C:\Windows\System32\svchost.exe -k {_dice.Pick(["wsappx -p -s AppXSvc", "netsvcs -p -s BITS", "LocalServiceNetworkRestricted -p -s lmhosts", "netsvcs -p -s Appinfo", "LocalService -p -s LicenseManager"])}", @"C:\Windows\system32\");
                world.Channels.ServiceState(_host, time + (40 * Span.Millisecond), "AppX Deployment Service (AppXSVC)", "running");
                world.Processes.End(svchost, time + Span.Minute + _dice.Wait(4 * Span.Minute));
                break;
            case 2:
                world.Processes.Run(time, system, _host.Always["svchost"], "taskhostw", "taskhostw.exe", Span.Second + _dice.Wait(20 * Span.Second), @"C:\Windows\system32\");
                break;
            case 3 when _owner?.Session is { } session:
                world.Processes.Run(time, session, _host.Always["dcom"], "RuntimeBroker", @"C:\Windows\System32\RuntimeBroker.exe -Embedding", Span.Minute, @"C:\Windows\system32\");
                break;
            case 4 when _owner?.Session is { } session:
                world.Processes.Run(time, session, _host.Always["dcom"], "backgroundTaskHost", "\"C:\\Windows\\system32\\backgroundTaskHost.exe\" -ServerName:BackgroundTaskHost.WebAccountProvider", 9 * Span.Second, @"C:\Windows\system32\");
                break;
            case 5:
                world.Processes.Run(time, system, _host.Always["dcom"], "wmiprvse", @"C:\Windows\system32\wbem\wmiprvse.exe -secured -Embedding", 95 * Span.Second, @"C:\Windows\system32\");
                break;
            case 6 or 7:
                world.Processes.Access(_host.Always["defender"], _host.Always[_dice.Pick(["svchost", "winmgmt", "dcom", "spoolsv", "agent"])], time, 0x1000, @"C:\ProgramData\Microsoft\Windows Defender\Definition Updates\{3E5C1F9A-5C9F-4C1E-8D7A-2B1F0B4D9A10}\mpengine.dll+4f1a2b");
                break;
            case 8 when _dice.Is(0.3):
                world.System.Registry(_host.Always["update"], time, $@"HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\WindowsUpdate\Orchestrator\Scheduler\{_dice.Next():X8}", null);
                break;
            case 8:
                world.System.Registry(_host.Always["svchost"], time, @"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tasks\{0A31C2C4-1F7E-4C55-9E0E-6D1F7B1D8A30}\DynamicInfo", "Binary Data");
                break;
            case 9:
                world.System.Registry(_host.Always["winmgmt"], time, @"HKLM\System\CurrentControlSet\Services\BITS\Start", _dice.Is(0.5) ? "DWORD (0x00000002)" : "DWORD (0x00000003)");
                world.Processes.Pipe(_host.Always["winmgmt"], time + Span.Millisecond, @"\wkssvc", created: false);
                break;
            case 10:
                var name = _dice.Pick(_names);
                world.Connections.Resolve(time, _host.Always["dnscache"], name, Internet.AddressOf(world.Company.Seed, name), remembered: true);
                break;
            case 11:
                var agent = _host.Always["agent"];
                world.Connections.Http(time, agent, "-", "POST", "fleet.fleetworks.example", Internet.AddressOf(world.Company.Seed, "fleet.fleetworks.example"), "https://fleet.fleetworks.example/v1/heartbeat", "FleetAgent/3.11.0", "application/json", 204, 120, 900);
                break;
            case 12:
                world.System.Write(_host.Always["defender"], time, $@"C:\ProgramData\Microsoft\Windows Defender\Scans\mpcache-{_dice.Next():X8}.bin");
                break;
            default:
                var crypto = _host.Always["svchost"];
                world.Connections.Http(time, crypto, "-", "GET", "ctldl.windowsupdate.com", Internet.AddressOf(world.Company.Seed, "ctldl.windowsupdate.com"), $"http://ctldl.windowsupdate.com/msdownload/update/v3/static/trustedr/en/disallowedcertstl.cab?{_dice.Next():x16}", Agents.Crypto, "application/vnd.ms-cab-compressed", 304, 280, 320);
                break;
        }
    }

    /// <summary>The browser is updated: its updater fetches, writes and registers the new version.</summary>
    private void Update(World world, long time)
    {
        var system = _host.SystemSession!;
        var updater = world.Processes.Start(time, system, _host.Always["svchost"], "edgeupdate", "\"" + world.Programs["edgeupdate"].Path + "\" /ua /installsource scheduler");
        world.Connections.Http(time + Span.Second, updater, "-", "POST", "msedge.api.cdp.microsoft.com", Internet.AddressOf(world.Company.Seed, "msedge.api.cdp.microsoft.com"), "https://msedge.api.cdp.microsoft.com/api/v1.1/contents/Browser/namespaces/Default/names", Agents.Update, "application/json", 200, 2_400, 1_800);
        world.System.Write(updater, time + (20 * Span.Second), @"C:\Program Files (x86)\Microsoft\EdgeUpdate\Install\{9F0C1B2D-77A1-4B43-9B55-2E1B6A4C0D11}\MicrosoftEdge_X64_setup.exe");
        var setup = world.Processes.Start(time + (24 * Span.Second), system, updater, @"C:\Program Files (x86)\Microsoft\EdgeUpdate\Install\{9F0C1B2D-77A1-4B43-9B55-2E1B6A4C0D11}\MicrosoftEdge_X64_setup.exe", null);
        world.System.Write(setup, time + (40 * Span.Second), world.Programs["edge"].Path);
        world.System.Registry(setup, time + (44 * Span.Second), @"HKLM\SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{56EB18F8-B008-4CBD-B6D2-8C97FE7E9062}\pv", "121.0.2277.98");
        world.Processes.End(setup, time + (50 * Span.Second));
        world.Processes.End(updater, time + (51 * Span.Second));
        _host.Updates["edge"] = _host.Updates.GetValueOrDefault("edge") + 1;
    }

    private long Maintain(World world, long time)
    {
        world.Processes.Run(time, _host.SystemSession!, _host.Always["svchost"], "defendercmd", "\"" + world.Programs["defendercmd"].Path + "\" -IdleTask -TaskName WdCacheMaintenance", 12 * Span.Second, @"C:\Windows\system32\");
        return 0;
    }
}

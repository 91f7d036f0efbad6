using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Acts;

/// <summary>Files, the registry, services, tasks, accounts and shares.</summary>
internal sealed class SystemActs(World world)
{
    public void Write(Running process, long time, string path)
    {
        switch (process.Host.Kind)
        {
            case HostKind.Mac: world.Endpoint.Create(process, time, path); break;
            case HostKind.LinuxServer: world.Audit.Write(process, time, path, "watched", ProcessActs.Uid(process.Session), ProcessActs.Audited(process.Session)); break;
            default: world.Sysmon.FileCreate(process, time, path); break;
        }
    }

    public void Delete(Running process, long time, string path)
    {
        if (process.Host.IsWindows) world.Sysmon.FileDelete(process, time, path, path.EndsWith(".exe", StringComparison.OrdinalIgnoreCase));
    }

    public void Registry(Running process, long time, string target, string? details) => world.Sysmon.Registry(process, time, target, details);

    /// <summary>A service is installed and started: both logs of installation, the registry, the process.</summary>
    /// <param name="session">The logon that asks for it.</param>
    /// <param name="time">When.</param>
    /// <param name="name">The service's name.</param>
    /// <param name="file">Its command line.</param>
    /// <param name="program">The program that runs, or null when it is not started.</param>
    /// <returns>The service's process.</returns>
    public Running? Service(Session session, long time, string name, string file, string? program)
    {
        var host = session.Host;
        var services = host.Always["services"];
        var key = @"HKLM\System\CurrentControlSet\Services\" + name;
        world.Sysmon.Registry(services, time, key, null);
        world.Sysmon.Registry(services, time + Span.Millisecond, key + @"\Start", "DWORD (0x00000003)");
        world.Sysmon.Registry(services, time + Span.Millisecond, key + @"\ImagePath", file);
        world.Channels.ServiceInstalled(host, time + (2 * Span.Millisecond), name, file, "LocalSystem");
        world.Security.ServiceInstalled(session, time + (2 * Span.Millisecond), name, file, "LocalSystem");
        if (program is null) return null;
        var process = world.Processes.Start(time + (300 * Span.Millisecond), host.SystemSession!, services, program, file, @"C:\Windows\system32\");
        world.Channels.ServiceState(host, time + (400 * Span.Millisecond), name, "running");
        return process;
    }

    /// <summary>A task is registered: the event with its definition, the file, the registry.</summary>
    public void Task(Session session, long time, string name, string command, string arguments)
    {
        var content = $"<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n<Task version=\"1.2\" xmlns=\"http://schemas.microsoft.com/windows/2004/02/mit/task\">\r\n  <RegistrationInfo>\r\n    <Author>{session.Account.Qualified}</Author>\r\n    <URI>{name}</URI>\r\n  </RegistrationInfo>\r\n  <Actions Context=\"Author\">\r\n    <Exec>\r\n      <Command>{command}</Command>\r\n      <Arguments>{arguments}</Arguments>\r\n    </Exec>\r\n  </Actions>\r\n</Task>";
        var scheduler = session.Host.Always["svchost"];
        world.Security.TaskCreated(session, time, name, content);
        world.Sysmon.FileCreate(scheduler, time + Span.Millisecond, @"C:\Windows\System32\Tasks" + name);
        world.Sysmon.Registry(scheduler, time + (2 * Span.Millisecond), @"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tree" + name + @"\Id", "{" + Program.HashesOf(name)[5..13] + "-0000-4000-8000-000000000000}");
    }

    /// <summary>Somebody opens a share and reads or writes a file there.</summary>
    public Session Share(long time, Session client, Host server, string share, string path, string file, bool write, Session? open = null)
    {
        var session = open ?? world.Logons.Remote(time, client.Account, client.Host, server, 3, Traces.Windows.LogonMethod.Kerberos, client.IsElevated);
        var port = client.Host.NextPort();
        if (open is null) world.Security.ShareOpened(session, time + (20 * Span.Millisecond), client.Host.Address, port, @"\\*\" + share, path);
        world.Security.ShareChecked(session, time + (25 * Span.Millisecond), client.Host.Address, port, @"\\*\" + share, path, file, write);
        return session;
    }
}

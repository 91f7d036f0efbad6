using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Acts;

/// <summary>What processes do to each other.</summary>
internal sealed class ProcessActs(World world)
{
    private const string Trace = @"C:\Windows\SYSTEM32\ntdll.dll+9fc24|C:\Windows\System32\KERNELBASE.dll+20d0e|";

    /// <summary>Starts a program. Sysmon and the Security log see it on Windows, the audit system on Linux, the agent on a Mac.</summary>
    /// <param name="time">When.</param>
    /// <param name="session">The logon that it runs in.</param>
    /// <param name="parent">Who starts it; the session's shell when null.</param>
    /// <param name="program">The catalogue's key, or a path.</param>
    /// <param name="commandLine">The whole command line; that of the program alone when null.</param>
    /// <param name="directory">Where it is started; the user's home when null.</param>
    public Running Start(long time, Session session, Running? parent, string program, string? commandLine = null, string? directory = null)
    {
        var host = session.Host;
        var found = host.Updates.TryGetValue(program, out var times) ? world.Programs.Updated(program, times) : world.Programs.Find(program);
        var process = new Running
        {
            Host = host,
            Session = session,
            Program = found,
            Pid = host.NextPid(),
            CommandLine = commandLine ?? (host.IsWindows && found.Path.Contains(' ') ? "\"" + found.Path + "\"" : found.Path),
            Directory = directory ?? Home(session),
            Started = time,
            Parent = parent ?? session.Shell,
        };
        if (host.IsWindows)
        {
            world.Sysmon.ProcessCreate(process);
            world.Security.ProcessCreate(process);
        }
        else if (host.Kind == HostKind.Mac)
        {
            world.Endpoint.Execute(process);
        }
        else if (host.Kind == HostKind.LinuxServer)
        {
            world.Audit.Execute(process, Uid(session), Audited(session));
        }

        return process;
    }

    /// <summary>Starts a program that ends by itself.</summary>
    public Running Run(long time, Session session, Running? parent, string program, string? commandLine, long lasts, string? directory = null)
    {
        var process = Start(time, session, parent, program, commandLine, directory);
        End(process, time + lasts);
        return process;
    }

    public void End(Running process, long time)
    {
        if (!process.Host.IsWindows) return;
        world.Sysmon.ProcessEnd(process, time);
        world.Security.ProcessEnd(process, time + Span.Millisecond);
    }

    public void Access(Running source, Running target, long time, ulong access, string caller) =>
        world.Sysmon.ProcessAccess(source, target, time, access, Trace + caller);

    public void Thread(Running source, Running target, long time, string module, string function) =>
        world.Sysmon.RemoteThread(source, target, time, module, function);

    public void Load(Running process, long time, string path, bool signed) => world.Sysmon.ImageLoad(process, time, world.Programs.Find(path), signed);

    public void Pipe(Running process, long time, string name, bool created) => world.Sysmon.Pipe(process, time, name, created);

    /// <summary>A script that PowerShell compiles and runs.</summary>
    public void Script(Running process, long time, string script, string path = "")
    {
        world.Channels.ScriptBlock(process, time, script, path);
        var command = script.Split([' ', ';', '|', '(', '\n'], 2)[0];
        world.Channels.Module(process, time + (20 * Span.Millisecond), command, $"CommandInvocation({command}): \"{command}\"\n");
    }

    /// <summary>The user id on Linux; negative for none.</summary>
    internal static int Uid(Session session) => session.Account.Name switch
    {
        "root" => 0,
        "www-data" => 33,
        "postgres" => 114,
        _ => 1_000 + (int)(Dice.Hash(0, session.Account.Name) % 200),
    };

    /// <summary>The user id that a person signed in with; negative for what no person started.</summary>
    internal static int Audited(Session session) => session.Type == 5 ? -1 : session.AuditUser ?? Uid(session);

    private static string Home(Session session) => session.Host.Kind switch
    {
        HostKind.Mac => "/Users/" + session.Account.Name,
        HostKind.LinuxServer => session.Account.Name switch { "root" => "/root", "www-data" => "/var/www/html", "postgres" => "/var/lib/postgresql", _ => "/home/" + session.Account.Name },
        _ => session.Account == Account.System || session.Type == 5 ? @"C:\Windows\system32\" : $@"C:\Users\{session.Account.Name}\",
    };
}

using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Chance;
using Watchfloor.Simulation.Company;

namespace Watchfloor.Simulation.Days;

/// <summary>What a Linux server does by itself: cron, timers, the kernel's remarks.</summary>
internal sealed class LinuxMachine(World world, Host host, long start) : Actor
{
    private static readonly (string User, string Command)[] _jobs =
    [
        ("root", "command -v debian-sa1 > /dev/null && debian-sa1 1 1"), ("root", "test -x /usr/sbin/anacron || run-parts --report /etc/cron.hourly"),
        ("shop", "php /var/www/html/cron.php"), ("root", "/usr/local/bin/rotate-exports.sh"), ("root", "/usr/lib/php/sessionclean"),
    ];

    private static readonly string[] _units = ["Daily apt download activities", "Cleanup of Temporary Directories", "Discard unused blocks on filesystems from /etc/fstab", "Rotate log files", "Message of the Day"];

    private readonly Dice _dice = new(world.Company.Seed, "machine " + host.Name);

    public override long First => start + (long)(host.MachineId % 300 * (ulong)Span.Second);

    public override long Act(World world, long time)
    {
        switch (_dice.Below(6))
        {
            case 0 or 1 or 2:
                var (user, command) = _dice.Pick(_jobs);
                Cron(world, host, time, user, command);
                break;
            case 3:
                var unit = _dice.Pick(_units);
                world.Syslog.Write(host, time, "systemd", 1, $"Starting {unit}...");
                world.Syslog.Write(host, time + _dice.Between(50 * Span.Millisecond, 9 * Span.Second), "systemd", 1, $"Finished {unit}.");
                break;
            case 4:
                world.Syslog.Write(host, time, "systemd-timesyncd", 488, $"Contacted time server {Internet.AddressOf(world.Company.Seed, "ntp.time.example")}:123 (ntp.time.example).");
                world.Connections.Ask(time, host, "ntp.time.example", "A", 0, Internet.AddressOf(world.Company.Seed, "ntp.time.example"));
                break;
            default:
                if (host.Always.TryGetValue("postgres", out var postgres))
                    world.Syslog.Write(host, time, "postgres", postgres.Pid, $"[{_dice.Between(1, 9)}-1] LOG:  checkpoint complete: wrote {_dice.Between(40, 2_000)} buffers (0.{_dice.Between(1, 9)}%); sync=0.00{_dice.Between(1, 9)} s");
                else
                    world.Syslog.Write(host, time, "systemd-resolved", 402, "Clock change detected. Flushing caches.");
                break;
        }

        return time + _dice.Wait(70 * Span.Second);
    }

    /// <summary>Cron runs a command: its line, the session of PAM, the processes.</summary>
    public static Running Cron(World world, Host host, long time, string user, string command)
    {
        var pid = host.NextPid();
        var session = new Session { Host = host, Account = new Account(user, host.Name, "0"), Id = 0, Type = 5 };
        world.Syslog.Write(host, time, "CRON", pid - 1, $"pam_unix(cron:session): session opened for user {user}(uid={ProcessActs.Uid(session)}) by (uid=0)");
        world.Syslog.Write(host, time + (10 * Span.Millisecond), "CRON", pid, $"({user}) CMD ({command})");
        var shell = world.Processes.Start(time + (12 * Span.Millisecond), session, host.Always["cron"], "/usr/bin/dash", $"/bin/sh -c '{command}'");
        world.Syslog.Write(host, time + Span.Second, "CRON", pid - 1, $"pam_unix(cron:session): session closed for user {user}");
        return shell;
    }
}

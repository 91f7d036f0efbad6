using Watchfloor.Engine.Tests;
using Watchfloor.Product.Tests.Inputs.Peers;

namespace Watchfloor.Product.Tests.Inputs.Syslog.Peers;

/// <summary>The syslog programs of Debian, each started for one test in a folder of its own.</summary>
internal static class Daemon
{
    /// <summary>rsyslogd, in the foreground.</summary>
    public static Peer Rsyslog(DirectoryInfo folder, string configuration)
    {
        var file = Path.Combine(folder.FullName, "rsyslog.conf");
        File.WriteAllText(file, $"global(workDirectory=\"{folder.FullName}\")\n" + configuration);
        return Peer.Start("/usr/sbin/rsyslogd", ["-n", "-f", file, "-i", Path.Combine(folder.FullName, "rsyslog.pid")]);
    }

    /// <summary>syslog-ng, in the foreground. Debian cannot install it beside rsyslog, so it is unpacked by <c>./dev test</c>.</summary>
    public static Peer SyslogNg(DirectoryInfo folder, string configuration)
    {
        var root = Path.Combine(Repository.Root, "out", "peers", "syslog-ng", "usr");
        var library = Path.Combine(root, "lib", "syslog-ng");
        Peer.Require(Directory.Exists(library), "syslog-ng is not unpacked: run ./dev test");
        var file = Path.Combine(folder.FullName, "syslog-ng.conf");
        File.WriteAllText(file, "@version: 3.38\noptions { stats-freq(0); time-reopen(1); keep-hostname(yes); };\n" + configuration);
        string[] arguments =
        [
            "--foreground", "--no-caps", "--stderr", "--cfgfile", file, "--module-path", Directory.GetDirectories(library, "3.*").Single(),
            "--pidfile", Path.Combine(folder.FullName, "ng.pid"), "--control", Path.Combine(folder.FullName, "ng.ctl"), "--persist-file", Path.Combine(folder.FullName, "ng.persist"),
        ];
        return Peer.Start(Path.Combine(root, "sbin", "syslog-ng"), arguments, ("LD_LIBRARY_PATH", library));
    }

    /// <summary>Runs logger(1) to its end.</summary>
    public static async Task LoggerAsync(params string[] arguments)
    {
        using var logger = Peer.Start("logger", arguments);
        await Eventually.TrueAsync(() => logger.HasEnded);
        Assert.Equal("", logger.Errors);
    }

    /// <summary>What a peer has said, and whether it still runs: for the message of a test that failed.</summary>
    public static string Said(this Peer peer) => $"the peer {(peer.HasEnded ? "has ended" : "still runs")}: {peer.Errors}\n{string.Join('\n', peer.Lines.TakeLast(20))}";
}

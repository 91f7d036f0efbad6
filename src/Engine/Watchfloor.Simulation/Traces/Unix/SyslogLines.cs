using Watchfloor.Simulation.Company;
using Watchfloor.Simulation.Output;
using Watchfloor.Simulation.Text;

namespace Watchfloor.Simulation.Traces.Unix;

/// <summary>Lines of syslog as rsyslog writes them to files: time with zone, host, program, message.</summary>
internal sealed class SyslogLines(Recorder recorder)
{
    /// <summary>Writes a line.</summary>
    public void Write(Host host, long time, string program, int pid, string message, LogStream? stream = null)
    {
        Head(host, time, program, pid).Raw(message);
        recorder.End(stream ?? LogStream.Syslog);
    }

    /// <summary>A packet that the firewall let pass or dropped, as netfilter's log target writes it.</summary>
    public void Packet(Host firewall, long time, bool passed, string protocol, string from, int fromPort, string to, int toPort, bool inward)
    {
        var to8 = Head(firewall, time, "kernel", 0).Raw((byte)'[').Padded(1_000_000 + (time / 1_000_000 % 9_000_000), 7).Raw((byte)'.').Padded(time % 1_000_000, 6)
            .Raw(passed ? "] FW-ACCEPT IN="u8 : "] FW-DROP IN="u8).Raw(inward ? "eth0 OUT=eth1"u8 : "eth1 OUT=eth0"u8)
            .Raw(" MAC=02:00:0a:0a:00:01:02:00:0a:0a:00:fe:08:00 SRC="u8).Raw(from).Raw(" DST="u8).Raw(to)
            .Raw(" LEN=60 TOS=0x00 PREC=0x00 TTL="u8).Number(inward ? 47 : 127).Raw(" ID="u8).Number(time / 7 % 65_536).Raw(" DF PROTO="u8).Raw(protocol)
            .Raw(" SPT="u8).Number(fromPort).Raw(" DPT="u8).Number(toPort);
        if (protocol == "TCP") to8.Raw(" WINDOW=64240 RES=0x00 SYN URGP=0"u8);
        else to8.Raw(" LEN=40"u8);
        recorder.End(LogStream.Firewall);
    }

    private Utf8Buffer Head(Host host, long time, string program, int pid)
    {
        var to = recorder.Begin(time).SyslogTime(time + host.Skew, host.Office.OffsetAt(time)).Raw((byte)' ').Raw(host.Name).Raw((byte)' ').Raw(program);
        if (pid > 0) to.Raw((byte)'[').Number(pid).Raw((byte)']');
        return to.Raw(": "u8);
    }
}

using System.Text;
using Watchfloor.Simulation.Acts;
using Watchfloor.Simulation.Output;
using Watchfloor.Simulation.Text;

namespace Watchfloor.Simulation.Traces.Unix;

/// <summary>Records of the Linux audit system, with the host's name as <c>name_format = hostname</c> puts it before them.</summary>
internal sealed class AuditLines(Recorder recorder)
{
    /// <summary>A program started: SYSCALL, EXECVE, CWD, PATH and PROCTITLE of one event.</summary>
    public void Execute(Running process, int uid, int auid)
    {
        var to = recorder.Begin(process.Started);
        var serial = process.Host.AuditSerial++;
        Head(to, "SYSCALL"u8, process, serial).Raw("arch=c000003e syscall=59 success=yes exit=0 a0=55d0c8a3b2e0 a1=55d0c8a3c7a0 a2=55d0c8a2f0b0 a3=8 items=2 ppid="u8)
            .Number(process.Parent?.Pid ?? 1).Raw(" pid="u8).Number(process.Pid).Raw(" auid="u8).Number(auid < 0 ? 4_294_967_295 : auid);
        foreach (var id in (ReadOnlySpan<string>)[" uid=", " gid=", " euid=", " suid=", " fsuid=", " egid=", " sgid=", " fsgid="]) to.Raw(id).Number(uid);
        to.Raw(" tty="u8).Raw(auid < 0 ? "(none)" : "pts0").Raw(" ses="u8).Number(auid < 0 ? 4_294_967_295 : process.Session.Terminal + 1)
            .Raw(" comm="u8);
        Value(to, process.Program.FileName.Length > 15 ? process.Program.FileName[..15] : process.Program.FileName);
        to.Raw(" exe="u8);
        Value(to, process.Image);
        to.Raw(" subj=unconfined key=\"exec\"\n"u8);
        var words = Words(process.CommandLine);
        Head(to, "EXECVE"u8, process, serial).Raw("argc="u8).Number(words.Count);
        for (var i = 0; i < words.Count; i++)
        {
            to.Raw(" a"u8).Number(i).Raw((byte)'=');
            Value(to, words[i]);
        }

        to.Raw((byte)'\n');
        Head(to, "CWD"u8, process, serial).Raw("cwd="u8);
        Value(to, process.Directory);
        to.Raw((byte)'\n');
        Head(to, "PATH"u8, process, serial).Raw("item=0 name="u8);
        Value(to, process.Image);
        to.Raw(" inode=1311 dev=fd:00 mode=0100755 ouid=0 ogid=0 rdev=00:00 nametype=NORMAL cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0\n"u8);
        Head(to, "PROCTITLE"u8, process, serial).Raw("proctitle="u8);
        Title(to, words);
        recorder.End(LogStream.Audit);
    }

    /// <summary>A watched file that was opened for writing.</summary>
    public void Write(Running process, long time, string path, string key, int uid, int auid)
    {
        var to = recorder.Begin(time);
        var serial = process.Host.AuditSerial++;
        Head(to, "SYSCALL"u8, process, serial, time).Raw("arch=c000003e syscall=257 success=yes exit=3 a0=ffffff9c a1=7ffd5a10 a2=241 a3=1b6 items=2 ppid="u8)
            .Number(process.Parent?.Pid ?? 1).Raw(" pid="u8).Number(process.Pid).Raw(" auid="u8).Number(auid < 0 ? 4_294_967_295 : auid)
            .Raw(" uid="u8).Number(uid).Raw(" gid="u8).Number(uid).Raw(" euid="u8).Number(uid).Raw(" tty=(none) ses="u8).Number(process.Session.Terminal + 1).Raw(" comm="u8);
        Value(to, process.Program.FileName);
        to.Raw(" exe="u8);
        Value(to, process.Image);
        to.Raw(" key=\""u8).Raw(key).Raw("\"\n"u8);
        Head(to, "CWD"u8, process, serial, time).Raw("cwd="u8);
        Value(to, process.Directory);
        to.Raw((byte)'\n');
        Head(to, "PATH"u8, process, serial, time).Raw("item=1 name="u8);
        Value(to, path);
        to.Raw(" inode=2622 dev=fd:00 mode=0100644 ouid=0 ogid=0 rdev=00:00 nametype=CREATE cap_fp=0 cap_fi=0 cap_fe=0 cap_fver=0 cap_frootid=0"u8);
        recorder.End(LogStream.Audit);
    }

    private static Utf8Buffer Head(Utf8Buffer to, ReadOnlySpan<byte> type, Running process, long serial, long? time = null) =>
        to.Raw("node="u8).Raw(process.Host.Name).Raw(" type="u8).Raw(type).Raw(" msg=audit("u8)
            .Epoch((time ?? process.Started) + process.Host.Skew, 3).Raw((byte)':').Number(serial).Raw("): "u8);

    /// <summary>In quotes; in hexadecimal when it has a blank, a quote or something that is not ASCII.</summary>
    private static void Value(Utf8Buffer to, string text)
    {
        if (text.All(c => c is > ' ' and < '\x7f' and not '"'))
        {
            to.Raw((byte)'"').Raw(text).Raw((byte)'"');
            return;
        }

        foreach (var b in Encoding.UTF8.GetBytes(text)) to.Hex(b, 2, capitals: true);
    }

    /// <summary>The command line's words with zeros between, of which the kernel keeps 128 bytes.</summary>
    private static void Title(Utf8Buffer to, List<string> words)
    {
        if (words.Count == 1)
        {
            Value(to, words[0]);
            return;
        }

        foreach (var b in Encoding.UTF8.GetBytes(string.Join('\0', words)).Take(128)) to.Hex(b, 2, capitals: true);
    }

    /// <summary>Words as a shell makes them: parted by blanks, quotes keep blanks.</summary>
    internal static List<string> Words(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var quote = '\0';
        var open = false;
        foreach (var c in line)
        {
            if (quote != '\0')
            {
                if (c == quote) quote = '\0';
                else word.Append(c);
            }
            else if (c is '\'' or '"')
            {
                quote = c;
                open = true;
            }
            else if (c == ' ')
            {
                if (word.Length > 0 || open) words.Add(word.ToString());
                word.Clear();
                open = false;
            }
            else
            {
                word.Append(c);
            }
        }

        if (word.Length > 0 || open) words.Add(word.ToString());
        return words;
    }
}

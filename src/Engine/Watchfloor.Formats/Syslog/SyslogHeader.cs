using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Syslog;

/// <summary>Where the parts of a syslog message stand in its line. A part that is absent or <c>-</c> (NILVALUE) is empty.</summary>
internal struct SyslogHeader
{
    /// <summary>Facility × 8 + severity, or -1 when the line has no PRI part, as in most files.</summary>
    public int Priority = -1;

    public TextRange Timestamp;
    public TextRange Hostname;

    /// <summary>APP-NAME of RFC 5424, or the tag of RFC 3164 without the process id.</summary>
    public TextRange AppName;
    public TextRange ProcId;
    public TextRange MsgId;

    /// <summary>All elements with their brackets.</summary>
    public TextRange StructuredData;

    /// <summary>Where the message begins.</summary>
    public int PayloadStart;

    public SyslogHeader()
    {
    }

    /// <summary>Reads the header at the start of a line.</summary>
    /// <returns>Null when it could be read, otherwise why not.</returns>
    public static string? Read(ReadOnlySpan<byte> line, out SyslogHeader header)
    {
        header = new SyslogHeader();
        var at = ReadPriority(line, ref header);
        var version = Rfc5424Header.VersionLength(line[at..]);
        if (version > 0) return Rfc5424Header.Read(line, at + version, ref header);
        return Rfc3164Header.Read(line, at, ref header) ? null : "no syslog header";
    }

    /// <summary><c>&lt;0&gt;</c> to <c>&lt;191&gt;</c> (RFC 5424 §6.2.1).</summary>
    private static int ReadPriority(ReadOnlySpan<byte> line, ref SyslogHeader header)
    {
        if (line[0] != '<') return 0;
        var value = 0;
        for (var at = 1; at < line.Length && at <= 4; at++)
        {
            var c = line[at];
            if (c == '>' && at > 1 && value <= 191)
            {
                header.Priority = value;
                return at + 1;
            }

            if (!char.IsAsciiDigit((char)c)) break;
            value = (value * 10) + c - '0';
        }

        return 0;
    }
}

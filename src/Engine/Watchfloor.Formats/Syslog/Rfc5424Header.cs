using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Syslog;

/// <summary>The header of RFC 5424 §6: version, timestamp, host name, application, process id, message id, structured data.</summary>
internal static class Rfc5424Header
{
    /// <summary>
    /// The length of <c>1 </c> when what follows is a timestamp as RFC 5424 §6.2.3 has it, else 0: a message of RFC 3164 may begin with
    /// a number too.
    /// </summary>
    public static int VersionLength(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("1 "u8)) return 0;
        var rest = text[2..];
        return rest.StartsWith("- "u8) || (SyslogTimestamp.Length(rest) > 0 && rest[10] == 'T') ? 2 : 0;
    }

    /// <summary>Reads everything behind the version.</summary>
    /// <returns>Null when it could be read, otherwise why not.</returns>
    public static string? Read(ReadOnlySpan<byte> line, int at, ref SyslogHeader header)
    {
        if (!Part(line, ref at, out header.Timestamp)
            || !Part(line, ref at, out header.Hostname)
            || !Part(line, ref at, out header.AppName)
            || !Part(line, ref at, out header.ProcId)
            || !Part(line, ref at, out header.MsgId))
            return "RFC 5424 header cut short";

        var data = StructuredData.Length(line[at..]);
        if (data < 0) return "structured data not closed";
        // Senders that leave structured data out altogether are common; a lone "-" stands for none.
        if (data == 0 && at < line.Length && line[at] == '-' && (at + 1 == line.Length || line[at + 1] == ' ')) at++;
        header.StructuredData = new TextRange(at, data);
        at += data;
        if (at < line.Length && line[at] == ' ') at++;
        if (line[at..].StartsWith("\uFEFF"u8)) at += 3;
        header.PayloadStart = at;
        return null;
    }

    /// <summary>A part up to the next space, or to the end of a line that has no message.</summary>
    private static bool Part(ReadOnlySpan<byte> line, ref int at, out TextRange part)
    {
        part = default;
        if (at >= line.Length) return false;
        var length = line[at..].IndexOf((byte)' ');
        if (length < 0) length = line.Length - at;
        if (length == 0) return false;
        if (length > 1 || line[at] != '-') part = new TextRange(at, length);
        at = Math.Min(at + length + 1, line.Length);
        return true;
    }
}

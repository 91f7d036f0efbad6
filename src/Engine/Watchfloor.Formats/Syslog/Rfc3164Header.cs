using System.Buffers;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Syslog;

/// <summary>
/// The header of RFC 3164 §4.1 as senders really write it: timestamp (also ISO 8601), host name or none, tag with or without process
/// id or none, and before them the sequence number and clock mark of Cisco devices.
/// </summary>
internal static class Rfc3164Header
{
    private const int MaxTag = 128;

    /// <summary>Letters and digits of any host name or address, and what relays put between the names they add.</summary>
    private static readonly SearchValues<byte> HostBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:%/@"u8);

    /// <summary>Reads what follows the PRI part, or the whole line when it has none.</summary>
    /// <returns>False when nothing says that this is syslog: neither a PRI part nor a timestamp.</returns>
    public static bool Read(ReadOnlySpan<byte> line, int at, ref SyslogHeader header)
    {
        SkipSequence(line, ref at);
        if (ReadTimestamp(line, ref at, ref header))
        {
            ReadHostname(line, ref at, ref header);
            if (SkipSequence(line, ref at)) ReadTimestamp(line, ref at, ref header);
        }
        else if (!ReadHostBeforeSequence(line, ref at, ref header) && header.Priority < 0)
        {
            return false;
        }

        ReadTag(line, ref at, ref header);
        header.PayloadStart = at;
        return true;
    }

    /// <summary>The timestamp nearest to the device wins: one behind a sequence number replaces the relay's.</summary>
    private static bool ReadTimestamp(ReadOnlySpan<byte> line, ref int at, ref SyslogHeader header)
    {
        // An asterisk or a dot says that a Cisco device's clock is not set or not synchronised.
        var mark = at < line.Length && line[at] is (byte)'*' or (byte)'.' ? 1 : 0;
        var length = SyslogTimestamp.Length(line[(at + mark)..]);
        if (length == 0) return false;
        header.Timestamp = new TextRange(at + mark, length);
        at += mark + length;
        if (at < line.Length && line[at] == ':') at++;
        SkipSpaces(line, ref at);
        return true;
    }

    private static void ReadHostname(ReadOnlySpan<byte> line, ref int at, ref SyslogHeader header)
    {
        var rest = line[at..];
        var length = rest.IndexOf((byte)' ');
        if (length <= 0) return;
        var beforeMnemonic = rest[length - 1] == ':' && rest[length..].StartsWith(" %"u8);
        if (!beforeMnemonic && TagLength(rest, out _, out _) > 0) return;
        var name = beforeMnemonic ? rest[..(length - 1)] : rest[..length];
        if (name.ContainsAnyExcept(HostBytes)) return;
        header.Hostname = new TextRange(at, name.Length);
        at += length;
        SkipSpaces(line, ref at);
        if (line[at..].StartsWith(": "u8)) at += 2;
    }

    /// <summary>What collectors write that put only the sender's address before a Cisco device's own header: <c>address number: timestamp:</c>.</summary>
    private static bool ReadHostBeforeSequence(ReadOnlySpan<byte> line, ref int at, ref SyslogHeader header)
    {
        var begin = header;
        var next = at;
        ReadHostname(line, ref next, ref header);
        if (!header.Hostname.IsEmpty && SkipSequence(line, ref next) && ReadTimestamp(line, ref next, ref header))
        {
            at = next;
            return true;
        }

        header = begin;
        return false;
    }

    private static void ReadTag(ReadOnlySpan<byte> line, ref int at, ref SyslogHeader header)
    {
        var length = TagLength(line[at..], out var name, out var process);
        if (length == 0) return;
        header.AppName = new TextRange(at, name);
        if (process.Length > 0) header.ProcId = new TextRange(at + process.Start, process.Length);
        at += length;
        SkipSpaces(line, ref at);
    }

    /// <summary><c>name:</c>, <c>name[id]:</c> or <c>name[id] </c>; a colon counts only at the end of a word.</summary>
    private static int TagLength(ReadOnlySpan<byte> text, out int name, out TextRange process)
    {
        process = default;
        name = 0;
        // Some senders of CEF put a space behind its colon, which makes it look like a tag.
        if (text.StartsWith("CEF:"u8) || text.StartsWith("LEEF:"u8)) return 0;
        var bounded = text[..Math.Min(text.Length, MaxTag)];
        name = bounded.IndexOfAny(" :[\""u8);
        if (name <= 0) return 0;
        var at = name;
        if (text[at] == '[')
        {
            var length = bounded[(at + 1)..].IndexOfAny("] "u8);
            if (length <= 0 || text[at + 1 + length] != ']') return 0;
            process = new TextRange(at + 1, length);
            at += length + 2;
            if (at == text.Length || text[at] == ' ') return at;
        }

        if (at >= text.Length || text[at] != ':') return 0;
        at++;
        return at == text.Length || text[at] is (byte)' ' or (byte)'\t' or (byte)'{' or (byte)'<' or (byte)'[' ? at : 0;
    }

    /// <summary>A message number and a colon, as Cisco devices send before the timestamp and relays before the mnemonic.</summary>
    private static bool SkipSequence(ReadOnlySpan<byte> line, ref int at)
    {
        var rest = line[at..];
        var digits = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (digits <= 0 || !rest[digits..].StartsWith(": "u8)) return false;
        at += digits + 2;
        return true;
    }

    private static void SkipSpaces(ReadOnlySpan<byte> line, ref int at)
    {
        while (at < line.Length && line[at] is (byte)' ' or (byte)'\t') at++;
    }
}

namespace Watchfloor.Formats.Syslog;

/// <summary>Syslog messages with their lengths in front (RFC 6587 §3.4.1), as they cross the wire and as the syslog inputs keep them.</summary>
public static class SyslogFramedFormat
{
    /// <summary>The format's name.</summary>
    public const string Name = "syslog-framed";

    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = Name,
        Summary = "syslog with octet counting, RFC 6587, as captured from a connection",
        Sniff = Sniff,
        Create = (names, limits) => new SyslogFramedDecoder(names, limits),
        RecordsAreIndependent = true,
    };

    /// <summary>A length, and behind it a message with a priority; surer than the formats that look inside messages.</summary>
    private static int Sniff(ReadOnlySpan<byte> head)
    {
        if (SyslogFrame.ReadHead(head, out var frame) != FrameHeadStatus.Whole || frame.MessageBytes == 0) return 0;
        var message = head[frame.HeadBytes..];
        if (message.Length > frame.MessageBytes) message = message[..(int)frame.MessageBytes];
        return !message.IsEmpty && SyslogHeader.Read(message, out var header) is null && header.Priority >= 0 ? 97 : 0;
    }
}

namespace Watchfloor.Formats.Json;

/// <summary>What collectors put into a text value of theirs: another event, or a part of one, as they received it.</summary>
internal enum Carrier : byte
{
    /// <summary>Text and nothing else.</summary>
    None,

    /// <summary><c>EventData</c> of Azure Monitor's Windows tables: an object as JSON text, or the XML of that section.</summary>
    EventData,

    /// <summary><c>SyslogMessage</c> of Azure Monitor: what Sysmon for Linux, auoms or auditd sent to syslog.</summary>
    Syslog,

    /// <summary><c>message</c>: the XML of the whole Windows event, from relays that do not read it.</summary>
    Message,
}

/// <summary>Which keys are carriers.</summary>
internal static class Carriers
{
    public static Carrier Of(ReadOnlySpan<byte> key) =>
        key.SequenceEqual("EventData"u8) ? Carrier.EventData
        : key.SequenceEqual("SyslogMessage"u8) ? Carrier.Syslog
        : key.SequenceEqual("message"u8) || key.SequenceEqual("Message"u8) ? Carrier.Message
        : Carrier.None;

    /// <summary>A look at the first bytes, escapes unresolved: true when the value may hold more than text.</summary>
    public static bool MayHold(this Carrier carrier, ReadOnlySpan<byte> text)
    {
        text = text.TrimStart((byte)' ');
        if (IsTag(text)) return true;
        return carrier switch
        {
            Carrier.EventData => text.StartsWith("{"u8),
            Carrier.Syslog => text.StartsWith("type="u8) || text.StartsWith("node="u8),
            _ => false,
        };
    }

    /// <summary><c>&lt;</c>, which encoders that guard against HTML write as <c>\u003c</c>.</summary>
    private static bool IsTag(ReadOnlySpan<byte> text) =>
        text.StartsWith("<"u8) || text.StartsWith("\\u003c"u8) || text.StartsWith("\\u003C"u8);
}

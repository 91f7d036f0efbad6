using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.ApacheError;

/// <summary>
/// <c>[time] [module:level] [pid 1:tid 2] [client 192.0.2.1:5678] AH00001: message, referer: …</c> (Apache HTTP Server, core,
/// ErrorLogFormat). 2.2 has the level alone and no process.
/// </summary>
internal sealed class ApacheErrorDecoder(FieldNames names, DecodeLimits limits) : LineDecoder("apache-error", names, limits)
{
    private readonly int _timestamp = names.Intern("timestamp"u8);
    private readonly int _module = names.Intern("module"u8);
    private readonly int _level = names.Intern("level"u8);
    private readonly int _pid = names.Intern("pid"u8);
    private readonly int _tid = names.Intern("tid"u8);
    private readonly int _client = names.Intern("c-ip"u8);
    private readonly int _clientPort = names.Intern("c-port"u8);
    private readonly int _code = names.Intern("error_code"u8);
    private readonly int _referer = names.Intern("cs-referer"u8);
    private readonly int _message = names.Intern("message"u8);

    /// <summary>The length of <c>Mon Dec 26 16:15:55.103522 2016</c> between the brackets that the line begins with, or 0.</summary>
    public static int TimeLength(ReadOnlySpan<byte> line)
    {
        if (line is not [(byte)'[', _, _, _, (byte)' ', _, _, _, (byte)' ', _, _, (byte)' ', _, _, (byte)':', ..]) return 0;
        return line.IndexOf((byte)']') is >= 21 and var end ? end - 1 : 0;
    }

    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        var length = TimeLength(line);
        if (length == 0) return LineOutcome.Unparsed("not a line of an Apache error log");
        batch.Add(_timestamp, start + 1, length, ValueKind.Text);
        var at = length + 2;
        var hasProcess = false;
        while (TryBracket(line, ref at, out var part)) AddPart(batch, start, part, line, ref hasProcess);
        AddMessage(batch, start, at, line);
        return LineOutcome.Event;
    }

    private static bool TryBracket(ReadOnlySpan<byte> line, ref int at, out TextRange part)
    {
        part = default;
        if (line[at..] is not [(byte)' ', (byte)'[', ..]) return false;
        var length = line[(at + 2)..].IndexOf((byte)']');
        if (length < 0) return false;
        part = new TextRange(at + 2, length);
        var isHead = IsHead(part.Of(line));
        if (isHead) at += length + 3;
        return isHead;
    }

    /// <summary>Messages may begin with a bracket too.</summary>
    private static bool IsHead(ReadOnlySpan<byte> part) =>
        part.StartsWith("pid "u8) || part.StartsWith("client "u8) || part.StartsWith("remote "u8)
        || IsLevel(part[(part.IndexOf((byte)':') + 1)..]);

    private static bool IsLevel(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("emerg"u8) || text.SequenceEqual("alert"u8) || text.SequenceEqual("crit"u8) || text.SequenceEqual("error"u8)
        || text.SequenceEqual("warn"u8) || text.SequenceEqual("notice"u8) || text.SequenceEqual("info"u8) || text.SequenceEqual("debug"u8)
        || (text.Length == 6 && text.StartsWith("trace"u8));

    private void AddPart(EventBatch batch, int start, TextRange part, ReadOnlySpan<byte> line, ref bool hasProcess)
    {
        var text = part.Of(line);
        if (text.StartsWith("pid "u8))
        {
            hasProcess = true;
            var tid = text.IndexOf(":tid "u8);
            Add(batch, _pid, start + part.Start + 4, text[4..(tid < 0 ? text.Length : tid)]);
            if (tid >= 0) Add(batch, _tid, start + part.Start + tid + 5, text[(tid + 5)..]);
        }
        else if (text.StartsWith("client "u8) || text.StartsWith("remote "u8)) AddClient(batch, start + part.Start + 7, text[7..], hasProcess);
        else
        {
            var colon = text.IndexOf((byte)':');
            if (colon > 0) Add(batch, _module, start + part.Start, text[..colon]);
            Add(batch, _level, start + part.Start + colon + 1, text[(colon + 1)..]);
        }
    }

    /// <summary>
    /// 2.2 writes the address alone, 2.4 has the port behind it, without brackets around an IPv6 address. Only 2.4 names the process.
    /// </summary>
    private void AddClient(EventBatch batch, int start, ReadOnlySpan<byte> text, bool hasProcess)
    {
        var colon = text.LastIndexOf((byte)':');
        var hasPort = colon > 0 && (hasProcess || text.Count((byte)':') == 1) && NumberText.IsNumber(text[(colon + 1)..]);
        Add(batch, _client, start, hasPort ? text[..colon] : text);
        if (hasPort) Add(batch, _clientPort, start + colon + 1, text[(colon + 1)..]);
    }

    /// <summary>The message is kept whole; its code and its referer are fields besides.</summary>
    private void AddMessage(EventBatch batch, int start, int at, ReadOnlySpan<byte> line)
    {
        while (at < line.Length && line[at] == ' ') at++;
        var message = line[at..];
        if (message is [(byte)'A', (byte)'H', _, _, _, _, _, (byte)':', ..] && !message[2..7].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            batch.Add(_code, start + at, 7, ValueKind.Text);
        batch.Add(_message, start + at, message.Length, ValueKind.Text);
        var referer = message.LastIndexOf(", referer: "u8);
        if (referer >= 0) Add(batch, _referer, start + at + referer + 11, message[(referer + 11)..]);
    }

    private static void Add(EventBatch batch, int field, int start, ReadOnlySpan<byte> value) =>
        batch.Add(field, start, value.Length, NumberText.IsNumber(value) ? ValueKind.Number : ValueKind.Text);
}

using System.Buffers.Text;
using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Syslog;

/// <summary>Adds the parts of a syslog header to an event.</summary>
internal sealed class SyslogFields(FieldNames names, DecodeLimits limits)
{
    private readonly int _timestamp = names.Intern("timestamp"u8);
    private readonly int _hostname = names.Intern("hostname"u8);
    private readonly int _appname = names.Intern("appname"u8);
    private readonly int _procid = names.Intern("procid"u8);
    private readonly int _msgid = names.Intern("msgid"u8);
    private readonly int _facility = names.Intern("facility"u8);
    private readonly int _severity = names.Intern("severity"u8);
    private readonly int _message = names.Intern("message"u8);
    private readonly StructuredData _data = new(names, limits);

    /// <summary>Adds what the header has, and the whole payload as <c>message</c>.</summary>
    /// <param name="batch">Has an event open.</param>
    /// <param name="start">Where <paramref name="line"/> begins in the arena.</param>
    /// <param name="line">The line the header was read from.</param>
    /// <param name="header">The header.</param>
    public void Add(EventBatch batch, int start, ReadOnlySpan<byte> line, in SyslogHeader header)
    {
        AddText(batch, _timestamp, start, header.Timestamp);
        AddText(batch, _hostname, start, header.Hostname);
        AddText(batch, _appname, start, header.AppName);
        AddText(batch, _procid, start, header.ProcId);
        AddText(batch, _msgid, start, header.MsgId);
        if (header.Priority >= 0)
        {
            AddNumber(batch, _facility, header.Priority >> 3);
            AddNumber(batch, _severity, header.Priority & 7);
        }

        _data.Add(batch, start + header.StructuredData.Start, header.StructuredData.Of(line));
        batch.Add(_message, start + header.PayloadStart, line.Length - header.PayloadStart, ValueKind.Text);
    }

    private static void AddText(EventBatch batch, int field, int start, TextRange part)
    {
        if (!part.IsEmpty) batch.Add(field, start + part.Start, part.Length, ValueKind.Text);
    }

    private static void AddNumber(EventBatch batch, int field, int value)
    {
        Utf8Formatter.TryFormat(value, batch.Reserve(3), out var length);
        batch.Add(field, batch.Commit(length), length, ValueKind.Number);
    }
}

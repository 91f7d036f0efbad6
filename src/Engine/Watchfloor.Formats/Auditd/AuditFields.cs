using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Auditd;

/// <summary>
/// Adds the records of one event, in order, to a batch's open event, under the names that auditd gives. Hexadecimal text is decoded
/// where auditd writes it. Of the names a0, a1 … the arguments of EXECVE have the first claim: the registers of SYSCALL are
/// <c>syscall.a0</c> …, and go by a0 … too only when the event has no EXECVE record.
/// </summary>
internal sealed class AuditFields(FieldNames names, DecodeLimits limits)
{
    private readonly int _node = names.Intern("node"u8);
    private readonly int _type = names.Intern("type"u8);
    private readonly int _timestamp = names.Intern("timestamp"u8);
    private readonly int _serial = names.Intern("serial"u8);
    private readonly int _arch = names.Intern("arch"u8);
    private readonly int _syscall = names.Intern("syscall"u8);
    private readonly int _syscallName = names.Intern("SYSCALL"u8);
    private readonly int _key = names.Intern("key"u8);
    private readonly int _proctitle = names.Intern("proctitle"u8);

    /// <summary>Fields whose values auditd may write in hexadecimal (auparse's "escaped" fields).</summary>
    private readonly HashSet<int> _escaped =
    [
        .. ((string[])["acct", "cmd", "comm", "cwd", "data", "dir", "exe", "key", "name", "ocomm", "path", "proctitle", "root_dir", "vm", "watch"])
            .Select(names.Intern),
    ];
    private readonly int[] _registers =
        [.. ((string[])["syscall.a0", "syscall.a1", "syscall.a2", "syscall.a3"]).Select(names.Intern)];

    private readonly AuditArguments _arguments = new(names);
    private readonly List<TextRange> _types = [];
    private bool _hasExecve;
    private bool _hasSyscallName;
    private TextRange _archValue;
    private TextRange _syscallValue;

    /// <summary>Starts an event.</summary>
    /// <param name="hasExecve">True when one of its records is EXECVE.</param>
    public void Begin(bool hasExecve)
    {
        _hasExecve = hasExecve;
        _hasSyscallName = false;
        _archValue = _syscallValue = default;
        _types.Clear();
        _arguments.Clear();
    }

    /// <summary>Adds one record.</summary>
    /// <param name="batch">Has the event open.</param>
    /// <param name="start">Where <paramref name="line"/> begins in the arena.</param>
    /// <param name="line">Valid UTF-8.</param>
    /// <param name="record">The parts of the line.</param>
    public void Add(EventBatch batch, int start, ReadOnlySpan<byte> line, in AuditRecord record)
    {
        if (_types.Count == 0) AddHeader(batch, start, record);
        AddType(batch, start, line, record);
        var body = record.Body.Of(line);
        var type = record.Type.Of(line);
        if (body.StartsWith("avc:"u8)) AddDecision(batch, start + record.Body.Start, body);
        if (type.SequenceEqual("PROCTITLE"u8) && body.StartsWith("proctitle="u8) && !body.StartsWith("proctitle=\""u8))
        {
            AddCommandLine(batch, start + record.Body.Start, body);
            return;
        }

        if (type.StartsWith("AUOMS_"u8)) body = AddUnescapedCommandLine(batch, start + record.Body.Start, body);
        AddPairs(batch, start + record.Body.Start, body, type, nested: false);
    }

    /// <summary>Adds what the records say together.</summary>
    public void End(EventBatch batch)
    {
        _arguments.Flush(batch);
        if (_hasSyscallName || _syscallValue.IsEmpty) return;
        var number = _syscallValue.Of(batch.Arena);
        var name = SyscallNames.Find(_archValue.Of(batch.Arena), number);
        // Interpreted records (ausearch -i) have the name in place of the number.
        if (name.IsEmpty && !char.IsAsciiDigit((char)number[0])) name = number;
        if (!name.IsEmpty) batch.Add(_syscallName, name);
    }

    private void AddHeader(EventBatch batch, int start, in AuditRecord record)
    {
        if (!record.Node.IsEmpty) batch.Add(_node, start + record.Node.Start, record.Node.Length, ValueKind.Text);
        batch.Add(_timestamp, start + record.Stamp.Start, record.Stamp.Length, ValueKind.Text);
        batch.Add(_serial, start + record.Serial.Start, record.Serial.Length, ValueKind.Text);
    }

    /// <summary>Each type once, however many records have it.</summary>
    private void AddType(EventBatch batch, int start, ReadOnlySpan<byte> line, in AuditRecord record)
    {
        var written = record.Type.Of(line);
        var name = AuditTypeNames.Find(written);
        foreach (var known in _types)
            if (known.Of(batch.Arena).SequenceEqual(name.IsEmpty ? written : name))
                return;

        var type = name.IsEmpty ? new TextRange(start + record.Type.Start, written.Length) : new TextRange(batch.Append(name), name.Length);
        _types.Add(type);
        batch.Add(_type, type.Start, type.Length, ValueKind.Text);
    }

    /// <summary>The decision of SELinux before its pairs: <c>avc: denied { read write } for</c>, under auparse's names.</summary>
    private void AddDecision(EventBatch batch, int start, ReadOnlySpan<byte> body)
    {
        var open = body.IndexOf((byte)'{');
        var close = body.IndexOf((byte)'}');
        if (open < 0 || close < open) return;
        var result = body["avc:".Length..open].Trim((byte)' ');
        batch.Add(names.Intern("seresult"u8), result);
        for (var at = open + 1; at < close; at++)
        {
            var length = body[at..close].IndexOf((byte)' ');
            if (length < 0) length = close - at;
            if (length > 0) batch.Add(names.Intern("seperms"u8), start + at, length, ValueKind.Text);
            at += length;
        }
    }

    private int AddPairs(EventBatch batch, int start, ReadOnlySpan<byte> body, ReadOnlySpan<byte> type, bool nested)
    {
        var count = 0;
        var pairs = new AuditPairs(body);
        while (pairs.MoveNext() && batch.OpenFieldCount <= limits.MaxFields)
        {
            count++;
            var key = pairs.Key.Of(body);
            var value = pairs.Value;
            if (pairs.Quote == AuditQuote.Single && !nested)
            {
                var inner = AddPairs(batch, start + value.Start, value.Of(body), type, nested: true);
                if (inner == 0) batch.Add(names.Intern(key), start + value.Start, value.Length, ValueKind.Text);
                continue;
            }

            var placed = new TextRange(start + value.Start, value.Length);
            if (type.SequenceEqual("EXECVE"u8) && AuditArguments.Is(key)) _arguments.Add(batch, key, placed, pairs.Quote);
            else if (type.SequenceEqual("SYSCALL"u8) && key is [(byte)'a', >= (byte)'0' and <= (byte)'3']) AddRegister(batch, key, placed);
            else AddPair(batch, names.Intern(key), placed, pairs.Quote);
        }

        return count;
    }

    /// <summary>A command line without quotes is the whole rest of its record: hexadecimal, or interpreted with its spaces.</summary>
    private void AddCommandLine(EventBatch batch, int start, ReadOnlySpan<byte> body)
    {
        const int name = 10; // proctitle=
        var end = body.IndexOf((byte)0x1D);
        var value = (end < 0 ? body : body[..end])[name..].TrimEnd((byte)' ');
        AddPair(batch, _proctitle, new TextRange(start + name, value.Length), AuditQuote.None);
    }

    /// <summary>
    /// auoms, the audit collector of Azure Monitor, writes the command line in quotes and leaves those inside as they are; what ends
    /// it is the next pair, always <c>redactors=</c>.
    /// </summary>
    /// <returns>The body without it.</returns>
    private static ReadOnlySpan<byte> AddUnescapedCommandLine(EventBatch batch, int start, ReadOnlySpan<byte> body)
    {
        var at = body.IndexOf(" cmdline="u8) is >= 0 and var cmdline ? cmdline : body.IndexOf(" proctitle="u8);
        if (at < 0) return body;
        var equals = at + body[at..].IndexOf((byte)'=');
        var end = body.LastIndexOf(" redactors="u8);
        if (end <= equals) end = body.Length;
        var value = body[(equals + 1)..end];
        var quote = value.Length > 1 && value[0] == '"' && value[^1] == '"' ? 1 : 0;
        batch.Add(batch.Names.Intern(body[(at + 1)..equals]), start + equals + 1 + quote, value.Length - (2 * quote), ValueKind.Text);
        return body[..at];
    }

    private void AddRegister(EventBatch batch, ReadOnlySpan<byte> key, TextRange value)
    {
        batch.Add(_registers[key[1] - '0'], value.Start, value.Length, ValueKind.Text);
        if (!_hasExecve) batch.Add(names.Intern(key), value.Start, value.Length, ValueKind.Text);
    }

    private void AddPair(EventBatch batch, int field, TextRange value, AuditQuote quote)
    {
        var text = value.Of(batch.Arena);
        if (field == _arch) _archValue = value;
        else if (field == _syscall) _syscallValue = value;
        else if (field == _syscallName) _hasSyscallName = true;

        if (quote != AuditQuote.None) batch.Add(field, value.Start, value.Length, ValueKind.Text);
        else if (text.SequenceEqual("(null)"u8)) batch.Add(field, value.Start, 0, ValueKind.Null);
        else if (!_escaped.Contains(field) || !HexText.Is(text)) batch.Add(field, value.Start, value.Length, ValueKind.Text);
        else if (field == _key) AddKeys(batch, text);
        else HexText.Add(batch, field, text, nulAsSpace: field == _proctitle);
    }

    /// <summary>Several rules may have matched: their keys stand in one value, 0x01 between them.</summary>
    private void AddKeys(EventBatch batch, ReadOnlySpan<byte> digits)
    {
        while (!digits.IsEmpty)
        {
            var length = 0;
            while (length < digits.Length && !digits[length..].StartsWith("01"u8)) length += 2;
            if (length > 0) HexText.Add(batch, _key, digits[..length], nulAsSpace: false);
            digits = digits[Math.Min(length + 2, digits.Length)..];
        }
    }
}

using Watchfloor.Events;
using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Access;

/// <summary>
/// Access logs under the names of the W3C format, which Sigma's web rules speak. The target of the request is <c>cs-uri</c>, its path
/// <c>cs-uri-stem</c>; the raw request line stays as <c>request</c>, because attacks often are no request at all.
/// </summary>
internal sealed class AccessDecoder(FieldNames names, DecodeLimits limits) : LineDecoder("access", names, limits)
{
    private readonly int _host = names.Intern("cs-host"u8);
    private readonly int _port = names.Intern("s-port"u8);
    private readonly int _client = names.Intern("c-ip"u8);
    private readonly int _ident = names.Intern("ident"u8);
    private readonly int _user = names.Intern("cs-username"u8);
    private readonly int _time = names.Intern("time"u8);
    private readonly int _protocol = names.Intern("ssl_protocol"u8);
    private readonly int _cipher = names.Intern("ssl_cipher"u8);
    private readonly int _request = names.Intern("request"u8);
    private readonly int _method = names.Intern("cs-method"u8);
    private readonly int _uri = names.Intern("cs-uri"u8);
    private readonly int _stem = names.Intern("cs-uri-stem"u8);
    private readonly int _version = names.Intern("cs-version"u8);
    private readonly int _status = names.Intern("sc-status"u8);
    private readonly int _bytes = names.Intern("sc-bytes"u8);
    private readonly int _referer = names.Intern("cs-referer"u8);
    private readonly int _agent = names.Intern("cs-user-agent"u8);
    private readonly int _extra = names.Intern("extra"u8);

    protected override LineOutcome Parse(EventBatch batch, int start, ReadOnlySpan<byte> line)
    {
        if (!AccessLine.TryRead(line, out var parts)) return LineOutcome.Unparsed("not a line of an access log");
        AddHost(batch, start, parts.Host, line);
        Add(batch, _client, start, parts.Client, line);
        if (!parts.Ident.IsEmpty && !parts.Ident.Of(line).SequenceEqual("-"u8)) Add(batch, _ident, start, parts.Ident, line);
        if (!parts.User.IsEmpty) Add(batch, _user, start, parts.User, line);
        batch.Add(_time, start + parts.Time.Start, parts.Time.Length, ValueKind.Text);
        if (!parts.Protocol.IsEmpty)
        {
            Add(batch, _protocol, start, parts.Protocol, line);
            Add(batch, _cipher, start, parts.Cipher, line);
        }

        AddRequest(batch, Add(batch, _request, start, parts.Request, line));
        if (!parts.Status.IsEmpty) batch.Add(_status, start + parts.Status.Start, parts.Status.Length, ValueKind.Number);
        Add(batch, _bytes, start, parts.Bytes, line, ValueKind.Number);
        AddRest(batch, start, parts.RestAt, line);
        return LineOutcome.Event;
    }

    /// <summary>Referer and agent, in quotes; what else a site logs has no names.</summary>
    private void AddRest(EventBatch batch, int start, int at, ReadOnlySpan<byte> line)
    {
        ReadOnlySpan<int> quoted = [_referer, _agent];
        while (batch.OpenFieldCount <= Limits.MaxFields)
        {
            var before = at;
            if (!AccessToken.TryNext(line, ref at, out var token))
            {
                // Cut off within quotes: the words that are left belong to no field, but they are not lost.
                var rest = line[before..].TrimStart((byte)' ');
                if (!rest.IsEmpty) Add(batch, _extra, start, new TextRange(line.Length - rest.Length, rest.Length), line);
                return;
            }

            var isQuoted = token.Start > 0 && line[token.Start - 1] == '"' && at == token.End + 1;
            if (!isQuoted) quoted = [];
            Add(batch, quoted.IsEmpty ? _extra : quoted[0], start, token, line);
            if (!quoted.IsEmpty) quoted = quoted[1..];
        }
    }

    /// <summary><c>METHOD target HTTP/1.1</c>; the target may have blanks in it. Anything else is no request.</summary>
    private void AddRequest(EventBatch batch, TextRange request)
    {
        var text = request.Of(batch.Arena);
        var blank = text.IndexOf((byte)' ');
        if (blank <= 0 || text[..blank].ContainsAnyExceptInRange((byte)'A', (byte)'Z')) return;
        var last = text.LastIndexOf((byte)' ');
        var hasVersion = last > blank && text[(last + 1)..].StartsWith("HTTP/"u8);
        var target = new TextRange(blank + 1, (hasVersion ? last : text.Length) - blank - 1);
        if (target.IsEmpty) return;
        batch.Add(_method, request.Start, blank, ValueKind.Text);
        batch.Add(_uri, request.Start + target.Start, target.Length, ValueKind.Text);
        var stem = Stem(target.Of(text));
        batch.Add(_stem, request.Start + target.Start + stem.Start, stem.Length, ValueKind.Text);
        if (hasVersion) batch.Add(_version, request.Start + last + 1, text.Length - last - 1, ValueKind.Text);
    }

    /// <summary>The path of a target (RFC 9112 §3.2): before the query, and behind the authority when a proxy is asked.</summary>
    private static TextRange Stem(ReadOnlySpan<byte> target)
    {
        var start = 0;
        if (target[0] != '/' && target.IndexOf("://"u8) is > 0 and var scheme)
            start = target[(scheme + 3)..].IndexOf((byte)'/') is >= 0 and var slash ? scheme + 3 + slash : 0;
        var query = target[start..].IndexOf((byte)'?');
        return new TextRange(start, query < 0 ? target.Length - start : query);
    }

    /// <summary>A virtual host, perhaps with its port (<c>%v:%p</c>).</summary>
    private void AddHost(EventBatch batch, int start, TextRange host, ReadOnlySpan<byte> line)
    {
        if (host.IsEmpty) return;
        var text = host.Of(line);
        var colon = text.LastIndexOf((byte)':');
        var hasPort = colon > 0 && NumberText.IsNumber(text[(colon + 1)..]);
        Add(batch, _host, start, hasPort ? new TextRange(host.Start, colon) : host, line);
        if (hasPort) batch.Add(_port, start + host.Start + colon + 1, text.Length - colon - 1, ValueKind.Number);
    }

    /// <returns>Where the value stands in the arena, its escapes resolved.</returns>
    private static TextRange Add(
        EventBatch batch, int field, int start, TextRange value, ReadOnlySpan<byte> line, ValueKind kind = ValueKind.Text)
    {
        var text = value.Of(line);
        var place = new TextRange(start + value.Start, value.Length);
        if (text.SequenceEqual("-"u8)) (place, kind) = (new TextRange(place.Start, 0), ValueKind.Null);
        else if (text.Contains((byte)'\\')) place = HexEscapes.Append(batch, text, "\\\"ntrbv"u8, "\\\"\n\t\r\b\v"u8);
        batch.Add(field, place.Start, place.Length, kind);
        return place;
    }
}

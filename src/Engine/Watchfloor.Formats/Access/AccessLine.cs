using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Access;

/// <summary>
/// The parts of an access log line in any of its common layouts (Apache HTTP Server, mod_log_config): common, combined, with the
/// virtual host before it, and mod_ssl's request log, which begins with the time.
/// </summary>
internal ref struct AccessLine
{
    public TextRange Host;
    public TextRange Client;
    public TextRange Ident;
    public TextRange User;
    public TextRange Time;
    public TextRange Protocol;
    public TextRange Cipher;

    /// <summary>The request line without its quotes, escapes unresolved.</summary>
    public TextRange Request;

    /// <summary>Empty in mod_ssl's layout, which has none.</summary>
    public TextRange Status;

    public TextRange Bytes;

    /// <summary>What follows: referer, agent and whatever a site adds.</summary>
    public int RestAt;

    /// <returns>False when the line has none of the layouts.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out AccessLine parts)
    {
        parts = default;
        var bracket = FindTime(line);
        if (bracket < 0) return false;
        var at = bracket;
        if (!AccessToken.TryNext(line, ref at, out parts.Time)) return false;
        if (bracket == 0) return parts.TryReadSsl(line, at);
        return parts.TryReadClient(line[..bracket]) && parts.TryReadRequest(line, ref at)
            && AccessToken.TryNext(line, ref at, out parts.Status) && IsStatus(parts.Status.Of(line))
            && parts.TryReadBytes(line, at);
    }

    private bool TryReadSsl(ReadOnlySpan<byte> line, int at) =>
        AccessToken.TryNext(line, ref at, out Client) && AccessToken.TryNext(line, ref at, out Protocol)
        && AccessToken.TryNext(line, ref at, out Cipher) && TryReadRequest(line, ref at) && TryReadBytes(line, at);

    /// <summary>
    /// <c>client ident user</c> or <c>vhost client ident user</c>. Names of users may have blanks; what tells the layouts apart is the
    /// ident, which nobody fills since the nineties.
    /// </summary>
    private bool TryReadClient(ReadOnlySpan<byte> head)
    {
        var at = 0;
        if (!AccessToken.TryNext(head, ref at, out Client) || !AccessToken.TryNext(head, ref at, out Ident)) return false;
        var user = at;
        if (!AccessToken.TryNext(head, ref at, out User)) return false;
        var another = at;
        if (!Ident.Of(head).SequenceEqual("-"u8) && AccessToken.TryNext(head, ref another, out _))
        {
            (Host, Client, Ident) = (Client, Ident, User);
            user = at;
        }

        var name = head[user..].TrimStart((byte)' ');
        User = new TextRange(head.Length - name.Length, name.TrimEnd((byte)' ').Length);
        return !User.IsEmpty;
    }

    private bool TryReadRequest(ReadOnlySpan<byte> line, ref int at)
    {
        while (at < line.Length && line[at] == ' ') at++;
        return at < line.Length && line[at] == '"' && AccessToken.TryNext(line, ref at, out Request);
    }

    private bool TryReadBytes(ReadOnlySpan<byte> line, int at)
    {
        if (!AccessToken.TryNext(line, ref at, out Bytes)) return false;
        RestAt = at;
        return Bytes.Of(line) is [(byte)'-'] || NumberText.IsNumber(Bytes.Of(line));
    }

    /// <summary>The bracket before a day, a month and a year: <c>[10/Oct/2000:</c>.</summary>
    private static int FindTime(ReadOnlySpan<byte> line)
    {
        for (var from = 0; line[from..].IndexOf((byte)'[') is >= 0 and var at; from += at + 1)
            if (line[(from + at)..] is [_, _, _, (byte)'/', _, _, _, (byte)'/', _, _, _, _, (byte)':', ..])
                return from + at;
        return -1;
    }

    private static bool IsStatus(ReadOnlySpan<byte> text) => text.Length == 3 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');
}

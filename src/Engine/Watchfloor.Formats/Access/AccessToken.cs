using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Access;

/// <summary>A word of an access log, or what stands in brackets or in quotes.</summary>
internal static class AccessToken
{
    /// <param name="line">The line.</param>
    /// <param name="at">Where to look; then behind the token.</param>
    /// <param name="token">Without brackets or quotes, escapes unresolved.</param>
    /// <returns>False at the end, and when brackets or quotes are not closed.</returns>
    public static bool TryNext(ReadOnlySpan<byte> line, ref int at, out TextRange token)
    {
        token = default;
        while (at < line.Length && line[at] == ' ') at++;
        if (at == line.Length) return false;
        var isEnclosed = line[at] is (byte)'"' or (byte)'[';
        var start = isEnclosed ? at + 1 : at;
        var length = line[at] switch
        {
            (byte)'"' => QuotedLength(line[start..]),
            (byte)'[' => line[start..].IndexOf((byte)']'),
            _ => line[start..].IndexOf((byte)' ') is >= 0 and var end ? end : line.Length - start,
        };
        if (length < 0) return false;
        token = new TextRange(start, length);
        at = start + length + (isEnclosed ? 1 : 0);
        return true;
    }

    /// <summary>Up to a quote that no backslash precedes.</summary>
    private static int QuotedLength(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"') return i;
            if (text[i] == '\\') i++;
        }

        return -1;
    }
}

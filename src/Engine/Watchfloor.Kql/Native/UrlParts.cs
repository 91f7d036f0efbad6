namespace Watchfloor.Kql.Native;

/// <summary>The parts of an address of the web (RFC 3986 §3), under the names that Kusto gives them.</summary>
internal static class UrlParts
{
    public static string? Parse(ReadOnlySpan<string?> arguments)
    {
        var rest = arguments.Text(0);
        var fragment = CutAfter(ref rest, '#');
        var query = CutAfter(ref rest, '?');
        var (scheme, authority, path) = ("", "", rest);
        var mark = rest.IndexOf("://", StringComparison.Ordinal);
        if (mark > 0)
        {
            scheme = rest[..mark];
            authority = rest[(mark + 3)..];
            var slash = authority.IndexOf('/', StringComparison.Ordinal);
            (authority, path) = slash < 0 ? (authority, "") : (authority[..slash], authority[slash..]);
        }

        var at = authority.LastIndexOf('@');
        var user = at < 0 ? "" : authority[..at];
        var host = authority[(at + 1)..];
        var password = CutAfter(ref user, ':');
        // The colons of an IPv6 address stand in brackets.
        var colon = host.LastIndexOf(':');
        var port = "";
        if (colon >= 0 && colon > host.LastIndexOf(']')) (host, port) = (host[..colon], host[(colon + 1)..]);
        return JsonText.Bag(
        [
            new("Scheme", JsonText.Quoted(scheme)), new("Host", JsonText.Quoted(host)), new("Port", JsonText.Quoted(port)), new("Path", JsonText.Quoted(path)),
            new("Username", JsonText.Quoted(user)), new("Password", JsonText.Quoted(password)), new("Query Parameters", Parameters(query)), new("Fragment", JsonText.Quoted(fragment)),
        ]);
    }

    public static string? ParseQuery(ReadOnlySpan<string?> arguments) => JsonText.Bag([new("Query Parameters", Parameters(arguments.Text(0).TrimStart('?')))]);

    /// <summary>Names without a value have the empty one; the last of several values counts.</summary>
    private static string Parameters(string query)
    {
        var parameters = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = pair;
            var value = CutAfter(ref name, '=');
            parameters[name] = JsonText.Quoted(value);
        }

        return JsonText.Bag(parameters);
    }

    /// <summary>Takes what stands behind the first mark away, together with the mark.</summary>
    private static string CutAfter(ref string text, char mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        if (at < 0) return "";
        var after = text[(at + 1)..];
        text = text[..at];
        return after;
    }
}

using System.Net;

namespace Watchfloor.Platform;

/// <summary>An address to listen on, as settings write it.</summary>
internal static class ListenAddress
{
    /// <summary>What stands in its place when nothing is to listen.</summary>
    public const string Off = "off";

    /// <summary>Reads <c>ADDRESS:PORT</c> or <c>*:PORT</c>; null when it is neither.</summary>
    public static IPEndPoint? Parse(string text)
    {
        var isAny = text.StartsWith("*:", StringComparison.Ordinal);
        if (isAny) text = "[::]:" + text[2..];
        // A colon behind the address: TryParse takes a bare address too, as port 0.
        return text.LastIndexOf(':') > text.LastIndexOf(']') && (text.StartsWith('[') || text.Count(c => c == ':') == 1) && IPEndPoint.TryParse(text, out var endpoint)
            ? endpoint
            : null;
    }
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Watchfloor.Platform.Ledger.Proof;

/// <summary>
/// The lines of an export (docs/ledger.md). There is exactly one way to write each, so that the digest in the last line says all about the
/// file, and a reader in any language needs no JSON parser to check it.
/// </summary>
internal static partial class ExportFormat
{
    /// <summary>The most bytes of a line: the longest payload, with what stands around it.</summary>
    public const int MaxLine = LedgerWriter.MaxPayload + 4_096;

    /// <summary>The first line.</summary>
    public static string Head(ExportHead head) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"format":"watchfloor-ledger","version":1,"from":{{head.From}},"to":{{head.To}},"size":{{head.Size}},"root":"{{Hex(head.Root)}}","at":{{head.At}},"signature":"{{Hex(head.Signature)}}","key":"{{Convert.ToBase64String(head.Key)}}","left":[{{Hashes(head.Left)}}],"right":[{{Hashes(head.Right)}}]}""") + "\n";

    /// <summary>The line of an entry whose payload is still there.</summary>
    public static string Entry(long position, string header, ReadOnlySpan<byte> salt, string payload) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"position":{{position}},"header":{{header}},"salt":"{{Convert.ToHexStringLower(salt)}}","payload":{{payload}}}""") + "\n";

    /// <summary>The line of an entry whose payload was erased.</summary>
    public static string Erased(long position, string header) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"position":{{position}},"header":{{header}},"erased":true}""") + "\n";

    /// <summary>The last line: SHA-256 of all bytes before it, and the signature over that.</summary>
    public static string Foot(byte[] digest, byte[] signature) => $$"""{"sha256":"{{Hex(digest)}}","signature":"{{Hex(signature)}}"}""" + "\n";

    /// <summary>The text that is signed for a whole file.</summary>
    public static string Signed(byte[] digest) => $"watchfloor-ledger-export/1\n{Hex(digest)}\n";

    /// <summary>Reads the first line, without its end.</summary>
    public static ExportHead? ParseHead(string line)
    {
        var match = HeadForm().Match(line);
        if (!match.Success) return null;
        try
        {
            var head = new ExportHead
            {
                From = Number(match, "from"),
                To = Number(match, "to"),
                Size = Number(match, "size"),
                Root = Convert.FromHexString(match.Groups["root"].Value),
                At = Number(match, "at"),
                Signature = Convert.FromHexString(match.Groups["signature"].Value),
                Key = Convert.FromBase64String(match.Groups["key"].Value),
                Left = Hashes(match.Groups["left"].Value),
                Right = Hashes(match.Groups["right"].Value),
            };
            return Head(head) == line + "\n" ? head : null;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Reads the line of an entry, without its end.</summary>
    public static Match MatchEntry(string line) => EntryForm().Match(line);

    /// <summary>Reads the last line, without its end.</summary>
    public static (byte[] Digest, byte[] Signature)? ParseFoot(string line) =>
        FootForm().Match(line) is { Success: true } match ? (Convert.FromHexString(match.Groups["digest"].Value), Convert.FromHexString(match.Groups["signature"].Value)) : null;

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);

    private static string Hashes(IReadOnlyList<byte[]> hashes) => string.Join(',', hashes.Select(h => $"\"{Hex(h)}\""));

    private static byte[][] Hashes(string text) => text.Length == 0 ? [] : [.. text.Split(',').Select(h => Convert.FromHexString(h.Trim('"')))];

    private static long Number(Match match, string group) => long.Parse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        """^\{"format":"watchfloor-ledger","version":1,"from":(?<from>[0-9]+),"to":(?<to>[0-9]+),"size":(?<size>[0-9]+),"root":"(?<root>[0-9a-f]{64})","at":(?<at>[0-9]+),"signature":"(?<signature>[0-9a-f]{128})","key":"(?<key>[A-Za-z0-9+/=]{1,200})","left":\[(?<left>[^\]]*)\],"right":\[(?<right>[^\]]*)\]\}\z""",
        RegexOptions.NonBacktracking)]
    private static partial Regex HeadForm();

    [GeneratedRegex(
        """^\{"position":(?<position>[1-9][0-9]*),"header":(?<header>\{[^{}]*"payload":"(?<hash>[0-9a-f]{64})"\}),("salt":"(?<salt>[0-9a-f]{64})","payload":(?<payload>\{.*\})|"erased":true)\}\z""",
        RegexOptions.NonBacktracking)]
    private static partial Regex EntryForm();

    [GeneratedRegex("""^\{"sha256":"(?<digest>[0-9a-f]{64})","signature":"(?<signature>[0-9a-f]{128})"\}\z""", RegexOptions.NonBacktracking)]
    private static partial Regex FootForm();
}

/// <summary>What stands in the first line of an export.</summary>
internal sealed record ExportHead
{
    /// <summary>The first position in the file.</summary>
    public required long From { get; init; }

    /// <summary>The last position; one less than <see cref="From"/> when there is none.</summary>
    public required long To { get; init; }

    /// <summary>How many entries the signed tree has.</summary>
    public required long Size { get; init; }

    /// <summary>Its hash.</summary>
    public required byte[] Root { get; init; }

    /// <summary>When it was signed, in UTC ticks.</summary>
    public required long At { get; init; }

    /// <summary>The signature over the checkpoint.</summary>
    public required byte[] Signature { get; init; }

    /// <summary>The public key (DER).</summary>
    public required byte[] Key { get; init; }

    /// <summary>The roots of the full subtrees before the entries.</summary>
    public required IReadOnlyList<byte[]> Left { get; init; }

    /// <summary>The roots of the full subtrees after them.</summary>
    public required IReadOnlyList<byte[]> Right { get; init; }
}

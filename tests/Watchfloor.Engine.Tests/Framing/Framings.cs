using System.Globalization;
using System.Text;
using Watchfloor.Formats.Framing;

namespace Watchfloor.Engine.Tests.Framing;

/// <summary>Runs the framings over bytes that arrive in pieces, and writes what they find a line each.</summary>
internal static class Framings
{
    public const int MaxBytes = 64;

    /// <summary>A framing by the name of its case folder.</summary>
    public static IReadOnlyDictionary<string, Func<byte[], int, List<string>>> All { get; } = new Dictionary<string, Func<byte[], int, List<string>>>
    {
        ["syslog"] = Syslog,
        ["relp"] = Relp,
    };

    private static List<string> Syslog(byte[] input, int piece)
    {
        var framing = new SyslogFraming(MaxBytes);
        var found = new List<string>();
        InPieces(input, piece, framing.WindowBytes, (data, isEnd) =>
        {
            var isFound = framing.TryRead(data, isEnd, out var frame, out var consumed);
            if (isFound) found.Add((frame.IsTorn ? "torn " : frame.IsCut ? "cut " : "whole ") + Text(frame.Of(data)));
            return (isFound, consumed);
        });
        return found;
    }

    private static List<string> Relp(byte[] input, int piece)
    {
        var framing = new RelpFraming(MaxBytes);
        var found = new List<string>();
        InPieces(input, piece, framing.WindowBytes, (data, _) =>
        {
            var status = framing.Read(data, out var frame, out var consumed);
            if (status == RelpStatus.Frame)
                found.Add(string.Create(CultureInfo.InvariantCulture, $"{(frame.IsCut ? "cut" : "whole")} {frame.Number} {frame.Command} {Text(frame.Data(data))}"));
            else if (status == RelpStatus.FrameEnd) found.Add(string.Create(CultureInfo.InvariantCulture, $"end {frame.Number}"));
            else if (status == RelpStatus.Broken) found.Add("broken");
            return (status is RelpStatus.Frame or RelpStatus.FrameEnd, status == RelpStatus.Broken ? -1 : consumed);
        });
        return found;
    }

    /// <summary>Offers the bytes as a connection does: what is not consumed again with more behind it, but never more than must be enough.</summary>
    private static void InPieces(byte[] input, int piece, int window, Step step)
    {
        int start = 0, end = 0;
        while (true)
        {
            end = Math.Min(input.Length, Math.Min(end + piece, Math.Max(end, start + window)));
            var isEnd = end == input.Length;
            while (true)
            {
                var (isFound, consumed) = step(input.AsSpan(start, end - start), isEnd);
                if (consumed < 0) return;
                Assert.InRange(consumed, 0, end - start);
                start += consumed;
                if (!isFound) break;
            }

            if (isEnd) return;
            Assert.True(end - start < window, "a whole window has come and nothing was found in it");
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var c in bytes)
        {
            if (c is >= 0x20 and < 0x7F && c != '\\') text.Append((char)c);
            else text.Append(CultureInfo.InvariantCulture, $"\\x{c:x2}");
        }

        return text.ToString();
    }

    private delegate (bool IsFound, int Consumed) Step(ReadOnlySpan<byte> data, bool isEnd);
}

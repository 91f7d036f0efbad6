using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.Logfmt;

/// <summary>logfmt: <c>level=info msg="text" flag</c>, as Go programs write it.</summary>
public static class LogfmtFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "logfmt",
        Summary = "logfmt, the key=value lines of Go programs",
        Sniff = head => LineSniff.Certainty(head, 50, LooksLikeLogfmt),
        Create = (names, limits) => new LogfmtDecoder(names, limits),
        LinesAreIndependent = true,
    };

    /// <summary>Nothing but pairs and flags, with a level and a message or a time among them: what sets it apart from other pairs.</summary>
    private static bool LooksLikeLogfmt(ReadOnlySpan<byte> line)
    {
        bool level = false, messageOrTime = false;
        int pairs = 0, flags = 0;
        var scanner = new LogfmtScanner(line);
        while (scanner.MoveNext())
        {
            if (scanner.IsFlag) flags++;
            else pairs++;
            var key = scanner.Key.Of(line);
            level |= key.SequenceEqual("level"u8) || key.SequenceEqual("lvl"u8) || key.SequenceEqual("severity"u8);
            messageOrTime |= key.SequenceEqual("msg"u8) || key.SequenceEqual("message"u8)
                || key.SequenceEqual("time"u8) || key.SequenceEqual("ts"u8) || key.SequenceEqual("t"u8);
        }

        return level && messageOrTime && pairs > flags && scanner.Fault is null;
    }
}

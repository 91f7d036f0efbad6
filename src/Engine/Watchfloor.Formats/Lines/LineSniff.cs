namespace Watchfloor.Formats.Lines;

/// <summary>Says of one line whether a format would read it.</summary>
internal delegate bool LineTest(ReadOnlySpan<byte> line);

/// <summary>Recognises line formats by their first lines.</summary>
internal static class LineSniff
{
    private const int MaxLines = 32;

    /// <summary>The certainty of a format: the share of the first 32 non-empty lines that pass its test, times <paramref name="whenAll"/>.</summary>
    /// <param name="head">The start of the stream. A last line without ending is left out when others came before it.</param>
    /// <param name="whenAll">The certainty when every line passes, 1 to 100.</param>
    /// <param name="test">The format's test.</param>
    public static int Certainty(ReadOnlySpan<byte> head, int whenAll, LineTest test)
    {
        int seen = 0, passed = 0;
        if (head.StartsWith("\uFEFF"u8)) head = head[3..];
        while (!head.IsEmpty && seen < MaxLines)
        {
            var end = head.IndexOf((byte)'\n');
            var line = (end < 0 ? head : head[..end]).TrimEnd((byte)'\r');
            head = end < 0 ? default : head[(end + 1)..];
            if (line.IsEmpty || (end < 0 && seen > 0)) continue;
            seen++;
            if (test(line)) passed++;
        }

        return seen == 0 ? 0 : whenAll * passed / seen;
    }
}

using Watchfloor.Formats.Lines;

namespace Watchfloor.Formats.KeyValue;

/// <summary>Lines of <c>key=value</c> pairs, as firewalls and many appliances write them.</summary>
public static class KeyValueFormat
{
    /// <summary>The registry's entry.</summary>
    public static FormatDescription Description { get; } = new()
    {
        Name = "keyvalue",
        Summary = "key=value pairs, values perhaps quoted",
        Sniff = head => LineSniff.Certainty(head, 40, MostlyPairs),
        Create = (names, limits) => new KeyValueDecoder(names, limits),
        LinesAreIndependent = true,
    };

    /// <summary>At least two pairs, the first at the line's start, and more than half of the line's words in pairs.</summary>
    private static bool MostlyPairs(ReadOnlySpan<byte> line)
    {
        int pairs = 0, words = 0;
        var scanner = new KeyValueScanner(line);
        while (scanner.MoveNext())
        {
            if (!scanner.Key.IsEmpty) pairs++;
            else if (pairs == 0) return false;
            else words++;
        }

        return pairs >= 2 && pairs > words;
    }
}

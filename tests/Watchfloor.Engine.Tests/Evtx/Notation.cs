using System.Globalization;
using System.Text.RegularExpressions;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>
/// Brings values to one notation, so that readers which write the same value differently compare equal: braces and case of GUIDs,
/// leading zeros of hexadecimal numbers, digits of a second, line ends (XML readers make them all LF).
/// </summary>
internal static partial class Notation
{
    [GeneratedRegex("^\\{?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\}?$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex GuidPattern { get; }

    [GeneratedRegex("^0x0*([0-9a-f]+)$", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex HexPattern { get; }

    [GeneratedRegex("^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)(\\.\\d*)?Z$", RegexOptions.NonBacktracking)]
    private static partial Regex TimePattern { get; }

    /// <summary>The fields that hold something. A field without a value is written by some readers and left out by others.</summary>
    public static List<string> Lines(IEnumerable<Field> fields) =>
        [.. fields.Select(f => (f.Name, Value: Of(f.Value))).Where(f => f.Value.Length > 0).Select(f => $"{f.Name} = {f.Value}")];

    public static string Of(string value)
    {
        if (string.IsNullOrWhiteSpace(value)) return ""; // some tools write an empty element over two lines
        value = ControlPictures(value.ReplaceLineEndings("\n"));
        if (GuidPattern.Match(value) is { Success: true } guid) return guid.Groups[1].Value.ToUpperInvariant();
        if (HexPattern.Match(value) is { Success: true } hex) return "0x" + hex.Groups[1].Value.ToLower(CultureInfo.InvariantCulture);
        if (TimePattern.Match(value) is { Success: true } time)
            return time.Groups[1].Value + time.Groups[2].Value.TrimEnd('0').TrimEnd('.') + "Z";
        return value;
    }

    /// <summary>XML cannot hold most control characters, logs do: they become the pictures of Unicode's block U+2400.</summary>
    public static string ControlPictures(string text) =>
        string.Create(text.Length, text, (to, from) =>
        {
            for (var i = 0; i < to.Length; i++) to[i] = from[i] < ' ' && from[i] is not ('\t' or '\r' or '\n') ? (char)(0x2400 + from[i]) : from[i];
        });

    /// <summary>A time cut to six digits of a second, as some tools write it.</summary>
    public static string Microseconds(string value) =>
        TimePattern.Match(value) is { Success: true, Groups: [_, { Value: var second }, { Length: > 7, Value: var fraction }] }
            ? second + fraction[..7] + "Z"
            : value;
}

using System.Text.Json;
using CsCheck;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>
/// Rules and events over one small alphabet, so that they meet often. The alphabet has what comparisons get wrong: letters with two
/// forms of different length, a sign that only looks like an ASCII letter, characters outside the first plane, wildcards, escapes.
/// </summary>
internal static class RandomRules
{
    private static readonly string[] Pieces =
        ["a", "A", "b", "B", "ab", "abcd", "ABCD", "power", "shell", "é", "É", "ⱥ", "Ⱥ", "ß", "\u212A", "k", "ſ", "s", "😀", "𐐀", "𐐨", "–", "→", " ", "-x", "/x", "\\", "\\\\", "*", "?", "%", "'", "\"", "\n", "1", "0", ".", "1.0", "\u0001"];

    private static readonly string[] Special =
        ["", "1", "1.0", "01", "-0", "0", "1e2", "100", "12345678901234567", "true", "null", "10.0.0.1", "10.0.0.200", "::ffff:10.0.0.1", "fe80::1", "fe80::1%eth0",
         "2024-02-29T10:20:30Z", "2020-12-31 23:59:59", "abcd", "powershell", "POWERSHELL"];

    private static readonly string[] Fields = ["Image", "CommandLine", "User", "Port", "a.b", "Mapped", "Absent"];

    public static Gen<T> Pick<T>(params T[] from) => Gen.Int[0, from.Length - 1].Select(i => from[i]);

    private static readonly Gen<string> Text = Pick(Pieces).Array[0, 5].Select(string.Concat);

    /// <summary>Values, some long enough to fill several vector blocks, with the telling part at any place.</summary>
    public static readonly Gen<string> Value = Gen.Frequency(
        (6, Text),
        (3, Pick(Special)),
        (2, Gen.Select(Gen.Int[0, 130], Text, Gen.Int[0, 70], (before, text, after) => new string('x', before) + text + new string('y', after))));

    private static readonly Gen<string> Written = Gen.Frequency((5, Value), (1, Pick("*", "a*", "*a", "*ab*", "a?b", "?", "??", "*a*b*", "a\\*b", "*\\\\", "p*r?shell", "*é*", "😀*", "*→*shell")));

    private static readonly Gen<string> Regex = Pick("abcd", "^a", "b$", "power.*shell", "(?i)POWER", "a|b", "[ab]{2,3}", "shell+", "é", "k", "1\\.0", "x{20}abcd", "p?ower", "(power)?shell");

    /// <summary>A modified field and its values, as the line of a rule.</summary>
    private static readonly Gen<string> Line = Gen.Select(Pick(Fields), Gen.Int[0, 29], Written.Array[2, 4], Regex, Pick(Fields),
        (field, kind, values, regex, other) => kind switch
        {
            < 3 => $"{field}: {Quote(values[0])}",
            < 5 => $"{field}|contains: {Quote(values[0])}",
            < 7 => $"{field}|startswith: {Quote(values[0])}",
            < 9 => $"{field}|endswith: {Quote(values[0])}",
            9 => $"{field}|contains|all: {Quote(values)}",
            10 => $"{field}|cased: {Quote(values)}",
            11 => $"{field}|contains|cased: {Quote(values)}",
            12 => $"{field}|neq: {Quote(values)}",
            13 => $"{field}|re: {Quote(regex)}",
            14 => $"{field}|re|i: {Quote(regex)}",
            15 => $"{field}|cidr: [10.0.0.0/25, 'fe80::/10']",
            16 => $"{field}: null",
            17 => $"{field}|exists: {(values.Length % 2 == 0 ? "true" : "false")}",
            18 => $"{field}|fieldref: {other}",
            19 => $"{field}|fieldref|{(values.Length % 2 == 0 ? "contains" : "endswith")}: {other}",
            20 => $"{field}|fieldref|startswith|neq: {other}",
            21 => $"{field}: [1, 100, 12345678901234567]",
            22 => $"{field}: -0",
            23 => $"{field}|{(values.Length % 2 == 0 ? "gte" : "lt")}: 1",
            24 => $"{field}|hour|gt: 9",
            25 => $"{field}|week: 53",
            26 => $"{field}|contains|windash: {Quote(values[0] is { Length: < 8 } ? values[0] : " -x /x")}",
            27 => $"{field}|startswith|cased: {Quote(values[0])}",
            28 => $"{field}|endswith: {Quote(values)}",
            _ => $"{field}: {Quote(values)}",
        });

    private static readonly Gen<string> Keyword = Pick("abcd", "power", "POWERSHELL", "é→", "shell*x", "→", "ab", "\\\\power", "k-xab", "1.0");

    private static readonly Gen<string> Selection = Gen.Select(Gen.Int[0, 9], Line.Array[1, 3], Keyword.Array[2, 3], (kind, lines, keywords) => kind switch
    {
        < 6 => string.Concat(lines.DistinctBy(Key).Select(l => $"\n    {l}")),
        < 8 => string.Concat(lines.Select(l => $"\n    - {l}")),
        8 => string.Concat(keywords.Select(k => $"\n    - {Quote(k)}")),
        _ => $"\n    '|all': {Quote(keywords)}",
    });

    private static readonly Gen<string> Condition = Pick(
        "one", "one", "one and two", "one or two", "one and not two", "not one", "not one and two", "one and (two or not three)", "1 of them", "all of t*",
        "one and not 1 of t*", "not all of them", "not (one or two) or three", "one and two and three");

    private static readonly Gen<string> Source = Pick("product: windows", "category: process_creation", "product: linux", "product: windows\n  service: sysmon");

    /// <summary>A whole rule.</summary>
    public static readonly Gen<string> Rule = Gen.Select(Source, Selection, Selection, Selection, Condition, (source, one, two, three, condition) =>
        $"title: random\nlogsource:\n  {source}\ndetection:\n  one:{one}\n  two:{two}\n  three:{three}\n  condition: {condition}\n");

    /// <summary>A member of a JSON object: a value, a null, a list of both, or a number.</summary>
    private static readonly Gen<string> Member = Gen.Select(Gen.Int[0, 11], Value, Value, Pick(0, 1, 2, 3), (kind, one, two, style) => kind switch
    {
        0 => "null",
        1 => $"[{Json(one, style)}, null, {Json(two, style)}]",
        2 => $"[{Json(one, style)}, {Json(two, style)}]",
        3 => "[null]",
        4 => "1",
        5 => "100.0",
        6 => "true",
        _ => Json(one, style),
    });

    /// <summary>An event of one line.</summary>
    public static readonly Gen<string> Event = Gen.Select(Member.Array[7, 7], Gen.Int[0, 127], (members, present) =>
    {
        string[] names = ["Image", "CommandLine", "User", "Port", "First", "Second", "Other"];
        var written = names.Select((name, i) => (present >> i & 1) == 0 ? null : $"\"{name}\": {members[i]}").Where(m => m is not null).ToList();
        if (present % 3 == 0) written.Add($"\"a\": {{\"b\": {members[0]}}}");
        return "{" + string.Join(", ", written) + "}";
    });

    /// <summary>A YAML double-quoted text; JSON's escapes are among YAML's.</summary>
    public static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static string Quote(string[] texts) => $"[{string.Join(", ", texts.Select(Quote))}]";

    private static string Key(string line) => line[..line.IndexOf(": ", StringComparison.Ordinal)];

    /// <summary>A JSON string, written with few escapes or with many.</summary>
    private static string Json(string text, int style)
    {
        var plain = $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
        return style switch
        {
            0 => $"\"{JsonEncodedText.Encode(text)}\"",
            1 => plain.Replace("a", "\\u0061", StringComparison.Ordinal).Replace("P", "\\u0050", StringComparison.Ordinal).Replace("k", "\\u006b", StringComparison.Ordinal),
            2 => plain.Replace("/", "\\/", StringComparison.Ordinal),
            _ => plain,
        };
    }
}

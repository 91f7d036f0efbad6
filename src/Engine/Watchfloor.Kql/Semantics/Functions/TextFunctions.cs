namespace Watchfloor.Kql.Semantics.Functions;

/// <summary>Functions of strings.</summary>
internal static class TextFunctions
{
    public static IReadOnlyList<FunctionEntry> All { get; } =
    [
        new("strcat(x: text, rest: text...): string", "Strings joined."),
        new("strcat_delim(delimiter: text, x: text, rest: text...): string", "Strings joined with something between them."),
        new("strlen(x: string): long", "The number of characters."),
        new("string_size(x: string): long", "The number of bytes in UTF-8."),
        new("toupper(x: string): string", "In capital letters."),
        new("tolower(x: string): string", "In small letters."),
        new("substring(x: text, start: long, length: long?): string", "A part, counted from 0; from the end where the start is negative."),
        new("indexof(x: text, lookup: text, start: long?, length: long?, occurrence: long?): long", "Where something stands, counted from 0; -1 where it does not."),
        new("countof(x: string, search: string, kind: string?): long", "How often something stands in it."),
        new("trim(what: regex, x: string): string", "Without what stands at both ends."),
        new("trim_start(what: regex, x: string): string", "Without what stands at the beginning."),
        new("trim_end(what: regex, x: string): string", "Without what stands at the end."),
        new("reverse(x: text): string", "Backwards."),
        new("split(x: string, delimiter: string, index: long?): dynamic", "The parts between delimiters, in an array.", KeepsName: true),
        new("replace_string(x: string, what: string, with: string): string", "With something in another's place."),
        new("replace_strings(x: string, what: dynamic, with: dynamic): string", "With several things in others' places."),
        new("strrep(x: text, times: long, delimiter: string = \"\"): string", "Several times."),
        new("strcmp(a: string, b: string): long", "-1, 0 or 1, as one comes before the other."),
        new("translate(from: string, to: string, x: string): string", "With each character of a list replaced by that of another."),
        new("isascii(x: string): bool", "Whether all characters are ASCII."),
        new("isutf8(x: string): bool", "Whether it is UTF-8; every string here is."),
        new("format_bytes(n: real, precision: long?, unit: string?): string", "A number of bytes with its unit."),
        new("to_utf8(x: string): dynamic", "The code points."),
        new("unicode_codepoints_from_string(x: string): dynamic", "The code points.", Named: "to_utf8"),
        new("make_string(x: value...): string", "A string of code points."),
        new("unicode_codepoints_to_string(x: value...): string", "A string of code points.", Named: "make_string"),
        new("new_guid(): guid", "A new identifier."),
        new("parse_version(x: string): decimal", "A version as a number, so that versions compare."),
    ];
}

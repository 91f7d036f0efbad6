using System.Globalization;
using CsCheck;
using Watchfloor.Kql.Native;

namespace Watchfloor.Engine.Tests.Kql.Native;

/// <summary>What holds for native functions whatever their arguments.</summary>
public sealed class NativePropertyTests
{
    private static readonly string[] Values = ["\"a\"", "\"b\"", "\"\"", "true", "null", "1.5", "[1]"];

    private static readonly Gen<string> Texts = Gen.String[Gen.Frequency((8, Gen.Char[' ', '~']), (1, Gen.Char['\u00a0', '\u04ff']), (1, Gen.Int[0, 4].Select(i => "\n\"\\+%"[i]))), 0, 12];

    private static readonly Gen<string> Arrays = Gen.OneOf(Gen.Int[-3, 3].Select(i => i.ToString(CultureInfo.InvariantCulture)), Gen.Int[0, 6].Select(i => Values[i]))
        .Array[0, 6].Select(elements => "[" + string.Join(',', elements) + "]");

    [Fact]
    public void UrlDecode_OfEncoded_GivesTheText() => Texts.Sample(text =>
    {
        Assert.Equal(text, Call("url_decode", Call("url_encode", text)));
        Assert.Equal(text, Call("url_decode", Call("url_encode_component", text)));
    });

    [Fact]
    public void Base64Decode_OfEncoded_GivesTheText() => Texts.Sample(text => Assert.Equal(text, Call("base64_decode_tostring", Call("base64_encode_tostring", text))));

    [Fact]
    public void MakeString_OfCodePoints_GivesTheText() => Texts.Sample(text => Assert.Equal(text, Call("make_string", Call("to_utf8", text))));

    [Fact]
    public void ParseIpv4_OfFormatted_GivesTheNumber() => Gen.UInt.Sample(value =>
    {
        var number = value.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(number, Call("parse_ipv4", Call("format_ipv4", number)));
    });

    [Fact]
    public void Ipv6Compare_OfIpv4Addresses_IsIpv4Compare() =>
        Gen.Select(Gen.Byte, Gen.Byte, Gen.Int[0, 32], Gen.Int[0, 32]).Sample((a, b, prefixA, prefixB) =>
        {
            string[] pair = [$"10.{a}.0.{b}/{prefixA}", $"10.{b}.0.{a}/{prefixB}"];
            Assert.Equal(Call("ipv4_compare", pair), Call("ipv6_compare", pair));
        });

    [Fact]
    public void Ipv4IsInRange_AnyAddress_IsThatOfItsMaskedNumbers() =>
        Gen.Select(Gen.UInt, Gen.UInt, Gen.Int[0, 32]).Sample((address, range, prefix) =>
        {
            var inside = prefix == 0 || address >> (32 - prefix) == range >> (32 - prefix);
            Assert.Equal(inside ? "true" : "false", Call("ipv4_is_in_range", Call("format_ipv4", Number(address)), Call("format_ipv4", Number(range)) + "/" + Number(prefix)));
        });

    [Fact]
    public void ParseTimespan_OfShown_GivesTheTicks() => Gen.Long.Sample(ticks => Assert.Equal(Number(ticks), Call("parse_timespan", Call("timespan_text", Number(ticks)))));

    [Fact]
    public void ParseDatetime_OfShown_GivesTheTicks() =>
        Gen.Long[0, DateTime.MaxValue.Ticks].Sample(ticks => Assert.Equal(Number(ticks), Call("parse_datetime", Call("datetime_text", Number(ticks)))));

    [Fact]
    public void FormatDatetime_IsoElements_AreThoseOfDotNet() => Gen.Long[0, DateTime.MaxValue.Ticks].Sample(ticks =>
    {
        const string format = "yyyy-MM-dd HH:mm:ss.fffffff h m s M d tt hh";
        Assert.Equal(new DateTime(ticks).ToString(format, CultureInfo.InvariantCulture), Call("format_datetime", Number(ticks), format));
    });

    [Fact]
    public void IndexOf_AnyText_IsWhereItStands() => Gen.Select(Texts, Texts.Where(t => t.Length is > 0 and < 3)).Sample((text, wanted) =>
    {
        var place = int.Parse(Call("indexof", text, wanted)!, CultureInfo.InvariantCulture);
        Assert.Equal(text.Contains(wanted, StringComparison.Ordinal), place >= 0);
        if (place >= 0) Assert.StartsWith(wanted, text[place..], StringComparison.Ordinal);
    });

    [Fact]
    public void CountOf_QuotedExpression_IsThatOfDisjointMatches() => Gen.Select(Texts, Texts.Where(t => t.Length is > 0 and < 3)).Sample((text, wanted) =>
    {
        var disjoint = text.Split(wanted).Length - 1;
        Assert.Equal(Number(disjoint), Call("countof", text, Call("regex_quote", wanted), "regex"));
    });

    [Fact]
    public void Sets_UnionIntersectionDifference_FitTogether() => Gen.Select(Arrays, Arrays).Sample((a, b) =>
    {
        var (union, common, only) = (Call("set_union", a, b), Call("set_intersect", a, b), Call("set_difference", a, b));
        Assert.Equal(Call("array_length", Call("set_union", a, "[]")), Number(Length(common) + Length(only)));
        Assert.Equal(Length(union), Length(common) + Length(only) + Length(Call("set_difference", b, a)));
        Assert.Equal("[]", Call("set_difference", only, union));
    });

    [Fact]
    public void ArraySort_Descending_IsTheReverseOfAscendingWithoutNulls() => Gen.Int[-9, 9].Array[0, 8].Select(n => "[" + string.Join(',', n) + "]").Sample(array =>
        Assert.Equal(Call("array_reverse", Call("array_sort_asc", array)), Call("array_sort_desc", array)));

    [Fact]
    public void ArraySort_AnyArray_KeepsEveryElement() => Arrays.Sample(array =>
        Assert.Equal(Call("array_sort_asc", array), Call("array_sort_asc", Call("array_reverse", Call("array_sort_asc", array)))));

    [Fact]
    public void ArrayRotate_LeftThenRight_ChangesNothing() => Gen.Select(Arrays, Gen.Int[-9, 9]).Sample((array, by) =>
        Assert.Equal(array, Call("array_rotate_right", Call("array_rotate_left", array, Number(by)), Number(by))));

    [Fact]
    public void ArraySplit_AnyPlaces_JoinsToTheArray() => Gen.Select(Arrays, Gen.Int[-7, 7].Array[1, 3]).Sample((array, places) =>
    {
        var parts = Call("array_split", array, "[" + string.Join(',', places) + "]");
        var joined = "[]";
        for (var i = 0; i < Length(parts); i++) joined = Call("array_concat", joined, Call("dynamic_index", parts, Number(i)))!;
        Assert.Equal(array, joined);
    });

    [Fact]
    public void ParseCsv_OfQuotedValues_GivesThem() => Texts.Array[1, 4].Sample(values =>
    {
        var line = string.Join(',', values.Select(v => "\"" + v.Replace("\"", "\"\"", StringComparison.Ordinal) + "\""));
        var parsed = Call("parse_csv", line);
        Assert.Equal(values.Length, Length(parsed));
        for (var i = 0; i < values.Length; i++) Assert.Equal(values[i], Call("strcat_array", "[" + Call("dynamic_index", parsed, Number(i)) + "]", ""));
    });

    private static string? Call(string name, params string?[] arguments) => NativeFunctions.All[name].Call(arguments);

    private static int Length(string? array) => int.Parse(Call("array_length", array)!, CultureInfo.InvariantCulture);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}

using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Watchfloor.Sigma;
using Watchfloor.Sigma.Matching;

namespace Watchfloor.Engine.Tests.Sigma;

/// <summary>The text that is looked for before a regular expression is tried stands in everything it finds.</summary>
public sealed class RegexLiteralTests
{
    [Theory]
    [InlineData("abcd", "abcd")]
    [InlineData("ab.cde", "cde")]
    [InlineData("^abcd$", "abcd")]
    [InlineData("abc?d", "ab")]
    [InlineData("abc*d", "ab")]
    [InlineData("abc+de", "abc")]
    [InlineData("a+bcd", "bcd")]
    [InlineData("abc{2}d", "ab")]
    [InlineData("abc{0,2}d", "ab")]
    [InlineData("abc??de", "ab")]
    [InlineData("ab(cdef)gh", "ab")]
    [InlineData("ab(cdef)?ghi", "ghi")]
    [InlineData("ab[cdef]ghi", "ghi")]
    [InlineData("ab[^]x]ghi", "ghi")]
    [InlineData("ab[x\\]y]ghi", "ghi")]
    [InlineData("a(b[)]c)def", "def")]
    [InlineData("a(b\\)c)def", "def")]
    [InlineData("abc|def", null)]
    [InlineData("(abc|def)gh", "gh")]
    [InlineData("(?:abc)defg", "defg")]
    [InlineData("a\\.b\\\\c", "a.b\\c")]
    [InlineData("a\\.?bc", "bc")]
    [InlineData("a\\dbcd", "bcd")]
    [InlineData("\\babc\\b", "abc")]
    [InlineData("a\\x41bcd", null)]
    [InlineData("a\\u0041bcd", null)]
    [InlineData("abc\\p{L}", null)]
    [InlineData("(?=abc)abcd", null)]
    [InlineData("(?i)abcd", "abcd")]
    [InlineData("(?i)powershell", "power")]
    [InlineData("(?s)abcd", null)]
    [InlineData("(?<n>abcd)ef", null)]
    [InlineData("abécd", "ab")]
    [InlineData("é", null)]
    [InlineData("abc{x}def", null)]
    [InlineData("", null)]
    public void Longest_Pattern_IsTheLongestCertainText(string pattern, string? literal)
    {
        RegexPredicate? predicate = null;
        try
        {
            predicate = new RegexPredicate(pattern, RegexOptions.None);
        }
        catch (NotSupportedException)
        {
            Assert.Null(literal);
            return;
        }

        var found = RegexLiteral.Longest(predicate);
        Assert.Equal(literal, found is null ? null : Encoding.ASCII.GetString(found));
    }

    [Fact]
    public void Longest_IgnoringCase_LeavesOutLettersWithDoublesOutsideAscii() =>
        Assert.Equal("trange"u8.ToArray(), RegexLiteral.Longest(new RegexPredicate("kstrange", RegexOptions.IgnoreCase)));

    private static readonly Gen<string> Atom = RandomRules.Pick("a", "b", "k", "s", "é", ".", "[ab]", "[^a]", "\\.", "\\d", "\\b", "^", "$", "ab", "bak");

    private static readonly Gen<string> Quantifier = RandomRules.Pick("", "", "", "", "?", "*", "+", "{2}", "{0,1}", "+?", "??", "{1,}");

    private static Gen<string> Pattern(int depth)
    {
        var part = Gen.Select(Atom, Quantifier).Select((a, q) => a is "^" or "$" or "\\b" ? a : a + q);
        if (depth > 0)
            part = Gen.Frequency((4, part), (1, Gen.Select(Pattern(depth - 1), Quantifier, RandomRules.Pick("", "?:")).Select((p, q, o) => $"({o}{p}){q}")));
        var row = part.Array[1, 5].Select(string.Concat);
        return Gen.Frequency((5, row), (1, Gen.Select(row, row).Select((a, b) => $"{a}|{b}")));
    }

    [Fact]
    public void Longest_RandomPattern_StandsInEveryMatch()
    {
        var useful = 0;
        Gen.Select(Pattern(2), Gen.Bool, RandomRules.Pick("a", "b", "A", "K", "k", "\u212A", "ſ", "s", "é", ".", "1", "x").Array[0, 8].Select(string.Concat).Array[20, 20])
            .Sample((pattern, ignoreCase, texts) =>
            {
                var predicate = new RegexPredicate(pattern, ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
                if (RegexLiteral.Longest(predicate) is not { } literal) return;
                foreach (var text in texts)
                {
                    if (!predicate.Test(Encoding.UTF8.GetBytes(text))) continue;
                    Interlocked.Increment(ref useful);
                    Assert.Contains(Encoding.ASCII.GetString(literal), text, StringComparison.OrdinalIgnoreCase);
                }
            }, iter: 8_000);
        Assert.InRange(useful, 1_000, int.MaxValue);
    }

    [Theory]
    [InlineData("ab.cd+ef", "ab cd ef")]
    [InlineData("&&\\s?set.*&&.*\"", "&& set && \"")]
    [InlineData("(?i)&&\\s?set.*&&", "&& et &&")]
    [InlineData("\\{.*\\{.*\\{", "{ { {")]
    [InlineData("ab|cd", "")]
    public void Runs_Pattern_AreTheCertainTextsInOrder(string pattern, string runs) =>
        Assert.Equal(runs, string.Join(' ', RegexLiteral.Runs(new RegexPredicate(pattern, RegexOptions.None)).Select(Encoding.ASCII.GetString)));

    [Fact]
    public void Test_RandomPattern_AgreesWithTheEngineAlone()
    {
        var found = 0;
        Gen.Select(Pattern(2), Gen.Bool, RandomRules.Pick("a", "b", "A", "B", "K", "k", "\u212A", "ſ", "s", "é", ".", "1", "ab", "bak").Array[0, 8].Select(string.Concat).Array[20, 20])
            .Sample((pattern, ignoreCase, texts) =>
            {
                var options = ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None;
                var predicate = new RegexPredicate(pattern, options);
                var engine = new Regex(pattern, options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
                foreach (var text in texts)
                {
                    var expected = engine.IsMatch(text);
                    if (expected) Interlocked.Increment(ref found);
                    Assert.Equal(expected, predicate.Test(Encoding.UTF8.GetBytes(text)));
                }
            }, iter: 2_000);
        Assert.InRange(found, 500, int.MaxValue);
    }

    [Theory]
    [InlineData(511)]
    [InlineData(512)]
    [InlineData(513)]
    [InlineData(100_000)]
    public void Test_LongValue_IsReadWhole(int length)
    {
        var value = Encoding.UTF8.GetBytes(new string('é', (length / 2) - 1) + new string('x', length % 2) + "z!");
        Assert.Equal(length, value.Length);
        Assert.True(new RegexPredicate("z!$", RegexOptions.None).Test(value));
        Assert.False(new RegexPredicate("z$", RegexOptions.None).Test(value));
    }
}

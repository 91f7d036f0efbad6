using System.Text;
using System.Text.RegularExpressions;
using CsCheck;
using Watchfloor.Sigma;

namespace Watchfloor.Engine.Tests.Predicates;

/// <summary>What is no regular expression, or has no linear time, is refused when a rule loads, though the engine is made later.</summary>
public sealed class RegexPredicateTests
{
    [Theory]
    [InlineData(@"\Gx")]
    [InlineData("(?>a)")]
    [InlineData("(?=a)")]
    [InlineData("(?!a)b")]
    [InlineData("(?<=a)b")]
    [InlineData("(?<!a)b")]
    [InlineData(@"(a)\1")]
    [InlineData(@"(?<name>a)\k<name>")]
    [InlineData("(a)(?(1)b|c)")]
    [InlineData("a{20000}")]
    [InlineData("(?:a{200}){200}")]
    [InlineData("(?:x(?:x(?:x(?:x(?:x(?:x(?:x(?:x(?:x(?:x(?:x(?:x(?:x(?:xy+)+)+)+)+)+)+)+)+)+)+)+)+)+)+")]
    [InlineData(@"(?:a(?:k+?\p{L}{1,40}\b){90})")]
    [InlineData("(?:ab{1,40}){60}$")]
    [InlineData("^(?:ab{1,40}){60}")]
    public void Constructor_NoLinearTime_Throws(string pattern) =>
        Assert.Throws<NotSupportedException>(() => new RegexPredicate(pattern, RegexOptions.None));

    [Theory]
    [InlineData(@"\b")]
    [InlineData(@"\B")]
    [InlineData(@"\A")]
    [InlineData(@"\Z")]
    [InlineData(@"\z")]
    [InlineData("^")]
    [InlineData("$")]
    public void Constructor_LongTextWithAnAnchor_ThrowsAtOnce(string anchor)
    {
        var text = new string('a', 3_000);
        Assert.Throws<NotSupportedException>(() => new RegexPredicate(anchor + text, RegexOptions.None));
        Assert.True(new RegexPredicate(text, RegexOptions.None).Test(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData("(a")]
    [InlineData("a)")]
    [InlineData("[a")]
    [InlineData("*a")]
    [InlineData("a{2}{3}")]
    [InlineData("a{3,2}")]
    [InlineData(@"a\")]
    public void Constructor_NoRegularExpression_Throws(string pattern) =>
        Assert.ThrowsAny<ArgumentException>(() => new RegexPredicate(pattern, RegexOptions.None));

    [Theory]
    [InlineData("b+c{2,3}", RegexOptions.None, "abbccd", true)]
    [InlineData("b+c{2,3}", RegexOptions.None, "abbcd", false)]
    [InlineData("^B$", RegexOptions.IgnoreCase | RegexOptions.Multiline, "a\nb\nc", true)]
    [InlineData("^B$", RegexOptions.IgnoreCase, "a\nb\nc", false)]
    [InlineData("a.b", RegexOptions.Singleline, "a\nb", true)]
    [InlineData("a.b", RegexOptions.None, "a\nb", false)]
    public void Test_Options_AreThoseOfTheRule(string pattern, RegexOptions options, string value, bool expected) =>
        Assert.Equal(expected, new RegexPredicate(pattern, options).Test(Encoding.UTF8.GetBytes(value)));

    [Fact]
    public void IsCertain_AnyExpression_IsTakenByTheEngine() =>
        Gen.Int[0, Operands.Length - 1].Select(Gen.Int[0, Quantifiers.Length - 1], Gen.Int[0, 3]).Array[1, 40].Select(Expression)
            .Sample(pattern => _ = LinearRegex.IsCertain(pattern) ? new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase) : null, iter: 3_000);

    [Theory]
    [InlineData(@"HostId=[a-zA-Z0-9-]{36}\s+EngineVersion=")]
    [InlineData(@"(?i)a.+b|\(c\)")]
    [InlineData(@"https?://(?:(?:25[0-5]|(?:2[0-4]|1\d|[1-9])?\d)(?:\.|\b)){4}")]
    public void IsCertain_UsualExpression_NeedsNoEngine(string pattern) => Assert.True(LinearRegex.IsCertain(pattern));

    private static readonly string[] Operands = ["a", "é", "k", ".", "\\d", "\\p{L}", "\\(", "\\)", "[a-f)]", "[^b]", "a|", "\\b"];

    private static readonly string[] Quantifiers = ["", "", "*", "+", "?", "+?", "{3}", "{2,}", "{1,40}", "{90}"];

    /// <summary>Well-formed by construction: operands with quantifiers, some of which open a group and some of which close one.</summary>
    private static string Expression((int Operand, int Quantifier, int Group)[] steps)
    {
        var pattern = new StringBuilder();
        var depth = 0;
        foreach (var (operand, quantifier, group) in steps)
        {
            if (group == 1)
            {
                pattern.Append("(?:");
                depth++;
            }

            pattern.Append(Operands[operand]);
            if (group == 2 && depth > 0)
            {
                pattern.Append(')');
                depth--;
            }

            if (pattern[^1] != '|') pattern.Append(Quantifiers[quantifier]);
        }

        return pattern.Append(')', depth).ToString();
    }
}

using CsCheck;
using Watchfloor.Kql;

namespace Watchfloor.Engine.Tests.Kql;

public sealed class FilterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("a == 'x'", "a Equal 'x'")]
    [InlineData("a=='x'", "a Equal 'x'")]
    [InlineData("a != \"x\"", "not(a Equal 'x')")]
    [InlineData("a =~ 'x'", "a Equal~ 'x'")]
    [InlineData("a !~ 'x'", "not(a Equal~ 'x')")]
    [InlineData("a in~ ('x', 2)", "a In~ 'x' 2")]
    [InlineData("a !in~ ('x')", "not(a In~ 'x')")]
    [InlineData("a !in ('x')", "not(a In 'x')")]
    [InlineData("a has 'x'", "a Has~ 'x'")]
    [InlineData("a !has_cs 'x'", "not(a Has 'x')")]
    [InlineData("a !contains 'x'", "not(a Contains~ 'x')")]
    [InlineData("a startswith_cs 'x'", "a StartsWith 'x'")]
    [InlineData("a !endswith 'x'", "not(a EndsWith~ 'x')")]
    [InlineData("a matches regex @'\\d+'", "a MatchesRegex '\\d+'")]
    [InlineData("a between (1 .. 2.5)", "a Between 1 2.5")]
    [InlineData("a between (1..2)", "a Between 1 2")]
    [InlineData("a !between (-1 .. 2)", "not(a Between -1 2)")]
    [InlineData("a == 1 or b == 2 and c == 3", "(a Equal 1 or (b Equal 2 and c Equal 3))")]
    [InlineData("(a == 1 or b == 2) and not(c == 3)", "((a Equal 1 or b Equal 2) and not(c Equal 3))")]
    [InlineData("a.b.c == true", "a.b.c Equal True")]
    [InlineData("['a b'].c['d.e'] == false", "a b.c.d.e Equal False")]
    [InlineData("a == @'c:\\x'", "a Equal 'c:\\x'")]
    [InlineData("a == 'c:\\\\x\\'y\\u0041'", "a Equal 'c:\\x'yA'")]
    [InlineData("a == @'it''s'", "a Equal 'it's'")]
    [InlineData("a > ago(1.5h)", "a Greater 2026-03-01 10:30")]
    [InlineData("a < now(-1d)", "a Less 2026-02-28 12:00")]
    [InlineData("a >= datetime(2026-02-03T04:05:06+01:00)", "a GreaterOrEqual 2026-02-03 03:05")]
    [InlineData("a <= datetime(2026-02-03 04:05)", "a LessOrEqual 2026-02-03 04:05")]
    [InlineData("a == 1 // and b == 2\n or c == 3", "(a Equal 1 or c Equal 3)")]
    [InlineData("note == 'x' and android == 1", "(note Equal 'x' and android Equal 1)")]
    public void Parse_Expression_MeansWhatItSays(string text, string meaning)
    {
        Assert.True(Filter.TryParse(text, Now, out var expression, out var error), error?.ToString());
        Assert.Equal(meaning, Show(expression));
    }

    [Theory]
    [InlineData("", 1, 1, "expected the name")]
    [InlineData("a", 1, 2, "operator")]
    [InlineData("a ==", 1, 5, "a value")]
    [InlineData("a == 'x", 1, 6, "closing")]
    [InlineData("a == 'x'\nand b = 2", 2, 7, "no meaning")]
    [InlineData("(a == 1", 1, 8, "')'")]
    [InlineData("a == 1 b", 1, 8, "and, or, or the end")]
    [InlineData("a has 1", 1, 7, "text in quotes")]
    [InlineData("a matches regex '(?=x)'", 1, 17, "regular expression")]
    [InlineData("a !matches regex 'x'", 1, 3, "operator")]
    [InlineData("a between (1 .. ago(1h))", 1, 17, "both ends")]
    [InlineData("a > ago(5x)", 1, 9, "units")]
    [InlineData("a > datetime(yesterday)", 1, 5, "datetime(2026-03-01)")]
    [InlineData("a in ()", 1, 7, "a value")]
    [InlineData("a == '\\q'", 1, 8, "escape")]
    [InlineData("f(x) == 1", 1, 2, "operator")]
    public void Parse_Mistake_IsLocated(string text, int line, int column, string message)
    {
        Assert.False(Filter.TryParse(text, Now, out _, out var error));
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_AnyText_NeverThrows() => OneOf("a", "==", "'x'", "(", ")", "and", "or", "not", "in", "~", "!", "[", "]", "'", "\"", "@", "..", "1", "ago(1h)", "-", ".", "between", "\\", "\n", "/", "5e", "99999999999d", "datetime(")
        .Array[0, 12].Select(words => string.Join(' ', words)).Sample(text => Filter.TryParse(text, Now, out var expression, out _) == (expression is not null), iter: 20_000);

    [Fact]
    public void Parse_TooDeepOrLong_IsRefused()
    {
        Assert.False(Filter.TryParse(new string('(', 5_000) + "a == 1" + new string(')', 5_000), Now, out _, out var deep));
        Assert.Contains("levels", deep.Message, StringComparison.Ordinal);
        Assert.False(Filter.TryParse("a == '" + new string('x', Filter.MaxLength) + "'", Now, out _, out var text));
        Assert.Contains("longer", text.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cmdline", "CommandLine")]
    [InlineData("CommandLne", "CommandLine")]
    [InlineData("commandline", "CommandLine")]
    [InlineData("Imag", "Image")]
    [InlineData("zzz", null)]
    public void Nearest_MistypedName_IsFound(string name, string? near) =>
        Assert.Equal(near, NearNames.Nearest(name, ["Image", "CommandLine", "ParentCommandLine", "User"]));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static string Show(Expression expression) => expression switch
    {
        AllOf all => "(" + string.Join(" and ", all.Parts.Select(Show)) + ")",
        AnyOf any => "(" + string.Join(" or ", any.Parts.Select(Show)) + ")",
        Not not => $"not({Show(not.Part)})",
        Condition c => $"{c.Name} {c.Test}{(c.IgnoresCase ? "~" : "")} {string.Join(' ', c.Values.Select(Show))}",
        _ => "?",
    };

    private static string Show(Literal literal) => literal switch
    {
        TextLiteral text => $"'{text.Value}'",
        NumberLiteral number => FormattableString.Invariant($"{number.Value}"),
        BooleanLiteral boolean => $"{boolean.Value}",
        TimeLiteral time => FormattableString.Invariant($"{time.Value:yyyy-MM-dd HH:mm}"),
        _ => "?",
    };
}

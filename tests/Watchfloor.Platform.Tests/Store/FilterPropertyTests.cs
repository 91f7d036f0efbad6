using System.Text.Json;
using CsCheck;
using Watchfloor.Kql;

namespace Watchfloor.Platform.Tests.Store;

/// <summary>The database's answer to a random filter is that of the naive one, over columns and fields alike.</summary>
public sealed class FilterPropertyTests
{
    private static readonly string[] Texts = ["", "a", "A", "ab", "a b", "x.a-B", "é", "É", "a\\b", "10", "2.5", "-1", "true", "%", "_", "'", "\"", "a.c", "line\nbreak", "[a]"];
    private static readonly string[] Names = ["f", "g.h", "list", "user.name", "missing"];

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static readonly Gen<string> Text = OneOf(Texts);

    private static readonly Gen<string> Quoted = Text.Select(t => JsonSerializer.Serialize(t));

    private static readonly Gen<string> Name = OneOf(Names);

    private static readonly Gen<string> Condition = Gen.OneOf(
        Gen.Select(Name, OneOf("==", "!=", "=~", "!~", "has", "!has", "has_cs", "contains", "!contains", "contains_cs", "!contains_cs", "startswith", "!startswith", "startswith_cs", "endswith", "!endswith", "endswith_cs"), Quoted, (n, o, v) => $"{n} {o} {v}"),
        Gen.Select(Name, OneOf("==", "!=", "<", "<=", ">", ">="), OneOf("10", "2.5", "-1", "0"), (n, o, v) => $"{n} {o} {v}"),
        Gen.Select(Name, OneOf("in", "!in", "in~", "!in~"), Quoted.Array[1, 4], (n, o, v) => $"{n} {o} ({string.Join(", ", v)})"),
        Gen.Select(Name, OneOf("between", "!between"), (n, o) => $"{n} {o} (-1 .. 2.5)"),
        Gen.Select(Name, OneOf("'^a'", "'a$'", "'[ab]+ ?b'", "'^$'", @"@'\\'", "'é'"), (n, r) => $"{n} matches regex {r}"),
        Gen.Select(Name, OneOf("==", "!="), (n, o) => $"{n} {o} true"));

    private static readonly Gen<string> Filters = Gen.Recursive<string>((depth, inner) => depth > 3 ? Condition : Gen.OneOf(
        Condition, Condition, inner.Select(i => $"not({i})"), Gen.Select(inner, inner, (a, b) => $"({a} and {b})"), Gen.Select(inner, inner, (a, b) => $"({a} or {b})")));

    [Fact]
    public async Task Query_AnyFilter_AgreesWithTheNaiveOne()
    {
        using var run = new StoreRun();
        var rows = new List<Dictionary<string, string[]>>();
        foreach (var (text, i) in Texts.Select((t, i) => (t, i)))
        {
            rows.Add(new() { ["f"] = [text], ["g.h"] = [Texts[(i + 3) % Texts.Length]], ["user.name"] = [Texts[(i * 7) % Texts.Length]] });
            rows.Add(new() { ["list"] = [text, Texts[(i + 5) % Texts.Length], "z"], ["f"] = [Texts[(i * 3) % Texts.Length]] });
        }

        run.Add(rows.Select((row, n) => JsonSerializer.Serialize(row.ToDictionary(f => f.Key, f => f.Value.Length == 1 ? (object)f.Value[0] : f.Value).Append(new("n", n)).ToDictionary())));
        await Filters.SampleAsync(
            async text =>
            {
                Assert.True(Filter.TryParse(text, StoreRun.Noon, out var filter, out var error), error?.ToString());
                var expected = Enumerable.Range(0, rows.Count).Where(n => NaiveFilter.Meets(filter, rows[n]));
                Assert.Equal(expected, (await run.NumbersAsync(text)).Order());
            },
            iter: 400, threads: 1);
    }
}

using CsCheck;
using Watchfloor.Events;
using Watchfloor.Events.Catalog;

namespace Watchfloor.Engine.Tests.Catalog;

public sealed class ClassifyPropertyTests
{
    private static readonly LogSourceRule[] Rules =
        [.. CatalogContent.Load([], []).LogSources.SelectMany(d => d.Rules)];

    /// <summary>Values that rules ask for, in other cases too, and values near them.</summary>
    private static readonly Gen<(string, string?)> Field = Gen.Select(
        Pick([.. Rules.SelectMany(r => r.When)]), Gen.Int[0, 5], Gen.Int[0, 100],
        (condition, kind, pick) =>
        {
            var value = condition.Values.Count == 0 ? "1" : condition.Values[pick % condition.Values.Count];
            return (condition.Field, kind switch
            {
                0 => value.ToUpperInvariant(),
                1 => value + "x",
                2 => value[..^1],
                3 => null,
                _ => value,
            });
        });

    private static readonly Gen<string> Format = Pick<string>(["json", "none", .. Rules.SelectMany(r => r.Formats).SelectMany(f => f)]);

    private static Gen<T> Pick<T>(T[] from) => Gen.Int[0, from.Length - 1].Select(i => from[i]);

    [Fact]
    public void Classify_RandomEvents_EqualsRulesReadAsWritten()
    {
        // Fields are kept from whole rules too, so that rules with several conditions hold often.
        var whole = Pick(Rules).Select(r => r.When.Where(c => c.Operator != FieldOperator.Missing)
            .Select(c => (c.Field, (string?)(c.Values.Count > 0 && c.Operator is FieldOperator.Is or FieldOperator.StartsWith ? c.Values[0] : "1"))));
        var catalog = EventCatalog.LoadDefault();
        Gen.Select(Format, whole.Array[0, 3], Field.Array[0, 5]).Sample((format, rules, fields) =>
        {
            var view = CatalogEvents.Event(catalog, format, [.. rules.SelectMany(r => r), .. fields])[0];
            var expected = NaiveRules.Sources(Rules, catalog, view).ToList();
            // Twice: the second answer comes from the cache.
            Assert.Equal(expected, catalog.Classify(view).Sources);
            Assert.Equal(expected, catalog.Classify(view).Sources);
        }, iter: 1_500, threads: 2); // fewer than the classes a catalogue keeps
    }

    [Fact]
    public void Classify_EveryRuleAlone_GivesItsLogSource()
    {
        foreach (var rule in Rules)
        {
            var fields = rule.When.Where(c => c.Operator is FieldOperator.Is or FieldOperator.StartsWith or FieldOperator.Exists)
                .Select(c => (c.Field, (string?)(c.Values.Count > 0 ? c.Values[0] : "1")));
            var format = rule.Formats.Count > 0 ? rule.Formats[0][0] : "json";
            var found = CatalogEvents.Shipped.Classify(CatalogEvents.Event(CatalogEvents.Shipped, format, fields)[0]);
            Assert.True(found.Fits(rule.Is), $"{rule.Is} not in {found}");
        }
    }
}

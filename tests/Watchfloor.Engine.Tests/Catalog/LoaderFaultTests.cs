using Watchfloor.Events;
using Watchfloor.Events.Content;

namespace Watchfloor.Engine.Tests.Catalog;

public sealed class LoaderFaultTests
{
    private static List<ContentFault> Faults(params string[] texts)
    {
        var faults = new List<ContentFault>();
        EventCatalog.Load(texts.Select((text, i) => new ContentFile($"own{i}.yaml", text)), faults);
        return faults;
    }

    public static TheoryData<string, int, string> Mistakes { get; } = new()
    {
        { "just text", 1, "a mapping file must be a mapping" },
        { "description: x\nfoo: 1", 2, "unknown key 'foo'" },
        { "mappings:\n  - {name: n, for: {product: p}, fields: {a: [b]}}", 1, "'description' is missing" },
        { "description: x\nmappings: []", 2, "'mappings' must be a list with at least one item" },
        { "description: x\nmappings: 3", 2, "'mappings' must be a list" },
        { "description: x\nmappings:\n  - 3", 3, "a mapping must be a mapping" },
        { "description: x\nmappings:\n  - {for: {product: p}, fields: {a: [b]}}", 3, "'name' is missing" },
        { "description: x\nmappings:\n  - {name: n, fields: {a: [b]}}", 3, "'for' is missing" },
        { "description: x\nmappings:\n  - {name: n, for: {product: p}}", 3, "'fields' is missing" },
        { "description: x\nmappings:\n  - name: n\n    for: {product: p}\n    fields: {}", 5, "'fields' is empty" },
        { "description: x\nmappings:\n  - name: n\n    for: {product: p}\n    fields:\n      a: []", 6, "must not be an empty list" },
        { "description: x\nmappings:\n  - name: n\n    for: {product: p}\n    fields:\n      a: [b, b]", 6, "'b' appears twice" },
        { "description: x\nmappings:\n  - name: n\n    for: {product: p}\n    fields:\n      a: [a]", 6, "'a' supplies itself" },
        { "description: x\nmappings:\n  - name: n\n    for: {product: p}\n    fields:\n      a: {b: c}", 6, "must be a text that is not empty" },
        { "description: x\nmappings:\n  - name: n\n    for: {product: p}\n    fields:\n      a: [b]\n      a: [c]", 7, "the key 'a' appears twice" },
        { "description: x\nmappings:\n  - name: n\n    for: {}\n    fields: {a: [b]}", 4, "'for' is empty" },
        { "description: x\nmappings:\n  - name: n\n    for: {vendor: p}\n    fields: {a: [b]}", 4, "unknown key 'vendor'" },
        { "description: x\nmappings:\n  - name: n\n    for: {product: Windows}\n    fields: {a: [b]}", 4, "'Windows' must be lower case" },
        { "description: x\nmappings:\n  - name: n\n    for: {product: windows, category: proces_creation}\n    fields: {a: [b]}", 3, "which no log source gives" },
        { "description: x\nmappings:\n  - {name: n, for: {product: p}, fields: {a: [b]}}\n  - {name: n, for: {product: p}, fields: {a: [c]}}", 4, "'n' is there already (own0.yaml:3)" },
        { "description: x\nshapes:\n  - {name: n}", 3, "the shape changes nothing" },
        { "description: x\nshapes:\n  - {name: n, rename: {a: ''}}", 3, "the new name of 'a' must be a text" },
        { "description: x\nshapes:\n  - {name: n, prefixes: [{text: abc}]}", 3, "must end in a dot" },
        { "description: x\nshapes:\n  - {name: n, prefixes: [{text: a., last: perhaps}]}", 3, "'last' must be true or false" },
        { "description: x\nshapes:\n  - {name: n, prefixes: [{text: a., cut: 3}]}", 3, "unknown key 'cut'" },
        { "description: x\ntimes:\n  - {field: t, format: sundial}", 3, "unknown time format 'sundial'" },
        { "description: x\ntimes:\n  - {field: t, format: rfc3339, zone: local}", 3, "unknown zone 'local'" },
        { "description: x\ntimes:\n  - {format: epoch}", 3, "'field' is missing" },
        { "description: x\ntimes:\n  - {field: t}", 3, "'format' is missing" },
        { "description: x\ntimes:\n  - {field: t, format: epoch, for: {product: windows, service: no-such}}", 3, "which no log source gives" },
        { "description: x\nhosts:\n  - {field: a, fields: [b]}", 3, "unknown key 'fields'" },
        { "description: x\nlogsources: []", 2, "'logsources' must be a list with at least one item" },
        { "description: x\nlogsources:\n  - {name: n, when: {a: 1}}", 3, "'is' is missing" },
        { "description: x\nlogsources:\n  - {name: n, is: {product: p}}", 3, "nothing is asked of the event" },
        { "description: x\nlogsources:\n  - {name: n, when: {}, is: {product: p}}", 3, "'when' is empty" },
        { "description: x\nlogsources:\n  - name: n\n    when:\n      a: {like: b}\n    is: {product: p}", 5, "unknown key 'like'" },
        { "description: x\nlogsources:\n  - name: n\n    when:\n      a: {exists: sometimes}\n    is: {product: p}", 5, "'exists' must be true or false" },
        { "description: x\nlogsources:\n  - name: n\n    when:\n      a: {not: {endswith: b}}\n    is: {product: p}", 5, "unknown key 'endswith'" },
        { "description: x\nlogsources:\n  - name: n\n    when:\n      a: []\n    is: {product: p}", 5, "must not be an empty list" },
        { "description: x\nlogsources:\n  - name: n\n    when:\n      a: é\n    is: {product: p}", 5, "'é' is not ASCII" },
        { "description: x\nlogsources:\n  - name: n\n    when: {a: 1}\n    is: {product: P}", 5, "'P' must be lower case" },
        { "description: x\nlogsources:\n  - name: n\n    when: {a: 1}\n    cases:\n      - {is: {product: p}}", 6, "nothing more is asked of the event" },
        { "description: x\nlogsources:\n  - name: n\n    when: {a: 1}\n    cases:\n      - {when: {b: 1}}", 6, "'is' is missing" },
        { "description: x\nlogsources:\n  - {name: n, when: {a: 1}, is: {product: p}}\nmappings: []", 4, "unknown key 'mappings'" },
        { "description: a: b", 1, "not YAML" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Load_OneMistake_IsOneFaultAtItsLine(string text, int line, string message)
    {
        var fault = Assert.Single(Faults(text));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal(("own0.yaml", line), (fault.File, fault.Line));
    }

    [Fact]
    public void Load_SeveralMistakes_AreAllFoundAndTheRestLoads()
    {
        var faults = new List<ContentFault>();
        var catalog = EventCatalog.Load(
            [
                new ContentFile("a.yaml", """
                    description: one good and two bad
                    logsources:
                      - {name: bad, when: {a: {like: b}}, is: {product: P}}
                      - {name: tea, when: {pot: {exists: true}}, is: {product: tea}}
                    """),
                new ContentFile("b.yaml", "description: nothing else\nhosts:\n  - {field: kitchen}\n  - {}\n"),
            ],
            faults);
        Assert.Equal([3, 3, 4, 4], faults.Select(f => f.Line));
        Assert.Equal(["a.yaml", "a.yaml", "b.yaml", "b.yaml"], faults.Select(f => f.File));
        var view = CatalogEvents.Event(catalog, "json", ("pot", "blue"), ("kitchen", "second floor"))[0];
        Assert.Equal("tea/*/*", catalog.Classify(view).Name);
        Assert.Equal("second floor", catalog.HostOf(view));
    }

    [Fact]
    public void Load_ItemWithTheNameOfAShippedOne_TakesItsPlace()
    {
        var faults = new List<ContentFault>();
        var catalog = EventCatalog.Load(
            [new ContentFile("own.yaml", "description: x\nlogsources:\n  - {name: qualys, when: {mine: {exists: true}}, is: {product: qualys}}\n")], faults);
        Assert.Empty(faults);
        Assert.True(catalog.Classify(CatalogEvents.Event(catalog, "json", ("host.scan.vuln", "1"))[0]).IsUnknown);
        Assert.Equal("qualys/*/*", catalog.Classify(CatalogEvents.Event(catalog, "json", ("mine", "1"))[0]).Name);
    }

    [Fact]
    public void Load_MappingOfAUser_IsAskedBeforeTheShippedOnes()
    {
        var catalog = EventCatalog.Load(
            [new ContentFile("own.yaml", "description: x\nmappings:\n  - {name: own, for: {category: dns}, fields: {query: [my_name]}}\n")], []);
        Assert.Equal(["my_name", "query_name"], catalog.Named(new LogSource(Category: "dns")).Fields["query"].Take(2));
    }

    [Fact]
    public void Load_MappingForAProductNobodyKnows_IsForStreamsTheUserNames()
    {
        var faults = new List<ContentFault>();
        var catalog = EventCatalog.Load(
            [new ContentFile("own.yaml", "description: x\nmappings:\n  - {name: own, for: {product: kettle}, fields: {host.name: [pot]}}\n")], faults);
        Assert.Empty(faults);
        Assert.Equal(["pot"], catalog.Named(new LogSource("kettle")).Fields["host.name"]);
    }

    [Fact]
    public void Fields_SupplierThatIsItselfMapped_BringsItsSuppliersAndNotItself()
    {
        var catalog = EventCatalog.Load(
            [new ContentFile("own.yaml", """
                description: x
                mappings:
                  - {name: one, for: {product: kettle}, fields: {a: [b, c], b: [a, d]}}
                """)], []);
        var fields = catalog.Named(new LogSource("kettle")).Fields;
        Assert.Equal(["b", "c", "d"], fields["a"]);
        Assert.Equal(["a", "d", "c"], fields["b"]);
    }
}

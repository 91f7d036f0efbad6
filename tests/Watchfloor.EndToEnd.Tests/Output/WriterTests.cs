using System.Text;
using System.Text.Json;
using CsCheck;
using Watchfloor.Commands;
using Watchfloor.Output;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.EndToEnd.Tests.Output;

/// <summary>The outputs for people and programs, byte for byte, and what they do with text that means harm.</summary>
public sealed class WriterTests
{
    private const string Escape = "\u001b[2J\u001b]0;owned\u0007";

    private static readonly Finding[] _few =
    [
        SampleScan.Finding(5, "ws-0412", new DateTimeOffset(2026, 3, 1, 8, 15, 30, 250, TimeSpan.FromHours(2)), 1),
        SampleScan.Finding(2, "dc01", new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero), 2),
        SampleScan.Finding(2, "dc02", new DateTimeOffset(2026, 3, 1, 7, 0, 0, TimeSpan.Zero), 3),
        SampleScan.Finding(10, null, null, 4) with { Members = [new("a.evtx", 4_096, new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero)), new("b.evtx", 8_192, null)] },
        SampleScan.Finding(2, "dc03", new DateTimeOffset(2026, 3, 1, 7, 0, 1, TimeSpan.Zero), 5),
        SampleScan.Finding(2, "dc04", new DateTimeOffset(2026, 3, 1, 7, 0, 2, TimeSpan.Zero), 6),
    ];

    [Fact]
    public void Ndjson_Findings_AreLinesWithTheirKeysInOrder() =>
        Golden.AssertSame("findings.ndjson", Write(s => new NdjsonWriter(s), _few.Select((f, i) => i == 0 ? f : f with { EventJson = null })));

    [Fact]
    public void Csv_Findings_AreRows() => Golden.AssertSame("findings.csv", Write(s => new CsvWriter(new StreamWriter(s)), _few));

    [Fact]
    public void Table_Findings_AreGroupedWorstFirst() => Golden.AssertSame("findings.txt", Write(Plain, _few));

    [Fact]
    public void Table_MoreHostsThanThereIsRoomFor_CountsTheFindingsAndSaysSo()
    {
        var findings = Enumerable.Range(0, 12_000).Select(i => SampleScan.Finding(2, $"host{i}", null, i))
            .Append(SampleScan.Finding(5, "host11999", null, 0));
        var lines = Write(Plain, findings).Split('\n');
        Assert.Contains(lines, l => l.StartsWith("critical  12,000", StringComparison.Ordinal) && l.Contains("host0, host1, host2 +9997 and more", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("low            1", StringComparison.Ordinal) && l.Contains("+more", StringComparison.Ordinal));
        Assert.Contains("12,001 findings of 2 rules on 10,000 hosts, 2,001 findings on more hosts than are told apart", string.Join(' ', lines.Select(l => l.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_NothingFound_SaysWhatWasRead() => Golden.AssertSame("nothing.txt", Write(Plain, [], SampleScan.Report(0) with { Cancelled = true }));

    [Fact]
    public void Navigator_Findings_AreALayer() => Golden.AssertSame("layer.json", Write(s => new NavigatorLayer(s), _few));

    [Fact]
    public void Navigator_Layer_HasOnlyFieldsOfTheFormat()
    {
        // Layer file format 4.5: the fields of the layer, of a technique and of a legend item.
        string[] layer =
        [
            "name", "versions", "domain", "description", "customDataURL", "filters", "sorting", "layout", "hideDisabled", "techniques", "gradient",
            "legendItems", "showTacticRowBackground", "tacticRowBackground", "selectTechniquesAcrossTactics", "selectSubtechniquesWithParent",
            "selectVisibleTechniques", "metadata", "links",
        ];
        string[] technique = ["techniqueID", "tactic", "comment", "enabled", "score", "color", "metadata", "links", "showSubtechniques"];
        using var json = JsonDocument.Parse(Write(s => new NavigatorLayer(s), SampleScan.Findings(200)));
        var root = json.RootElement;
        Assert.Empty(Names(root).Except(layer));
        Assert.Equal("4.5", root.GetProperty("versions").GetProperty("layer").GetString());
        Assert.Equal("enterprise-attack", root.GetProperty("domain").GetString());
        Assert.All(root.GetProperty("techniques").EnumerateArray(), t => Assert.Empty(Names(t).Except(technique)));
        Assert.All(root.GetProperty("legendItems").EnumerateArray(), i => Assert.Equal(["label", "color"], Names(i)));
    }

    [Fact]
    public void Ndjson_AnyText_StaysOneLineAndComesBack()
    {
        Gen.String.Sample(text =>
        {
            // A lone surrogate is no text; JSON writes U+FFFD for it.
            var whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            var line = Write(s => new NdjsonWriter(s), [Hostile.Finding(whole)]);
            using var json = JsonDocument.Parse(line);
            return line.IndexOf('\n', StringComparison.Ordinal) == line.Length - 1
                && json.RootElement.GetProperty("matches")[0].GetProperty("value").GetString() == whole + "value"
                && json.RootElement.GetProperty("host.name").GetString() == whole + "host"
                && json.RootElement.GetProperty("event").GetProperty("a").GetString() == whole + "event";
        });
    }

    [Fact]
    public void Ndjson_EventOverSeveralLines_IsOneLine()
    {
        var finding = _few[0] with { EventJson = "{\n \"a\" : 1.50,\r\n \"b\":[18446744073709551615]}"u8.ToArray() };
        Assert.EndsWith("\"event\":{\"a\":1.50,\"b\":[18446744073709551615]}}\n", Write(s => new NdjsonWriter(s), [finding]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://example.org\")")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData(" =1")]
    [InlineData("\uff1d1")]
    public void Csv_Formula_BecomesText(string formula)
    {
        var finding = Hostile.Finding(formula) with { Matches = [new(null, formula, "x")] };
        var cells = Cells(Write(s => new CsvWriter(new StreamWriter(s)), [finding]).Split("\r\n")[1]);
        var texts = cells.Where(c => c.Contains(VisibleText.Of(formula), StringComparison.Ordinal)).ToList();
        Assert.Equal(7, texts.Count);
        Assert.All(texts, c => Assert.StartsWith("'", c, StringComparison.Ordinal));
    }

    [Fact]
    public void Csv_Separators_AreQuoted() =>
        Assert.Contains(",\"a,b;\"\"c\"\"host\",", Write(s => new CsvWriter(new StreamWriter(s)), [Hostile.Finding("a,b;\"c\"")]), StringComparison.Ordinal);

    [Theory]
    [InlineData("ndjson")]
    [InlineData("csv")]
    [InlineData("table")]
    [InlineData("navigator")]
    [InlineData("html")]
    public void AnyOutput_ControlCharacters_NeverReachATerminal(string kind)
    {
        const string text = Escape + "\u009b31m\u202egnp.exe\u2066\r\n";
        foreach (var screen in new[] { false, true })
        {
            var output = Write(s => Outputs.Writer(Enum.Parse<OutputKind>(kind, ignoreCase: true), s, Screen(s, screen), toFile: false),
                [Hostile.Finding(text)], Hostile.Report(text));
            Assert.DoesNotContain("\u001b[2J", output, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b]", output, StringComparison.Ordinal);
            Assert.DoesNotContain('\u0007', output);
            Assert.DoesNotContain('\u009b', output);
            if (kind is "csv" or "table") Assert.DoesNotContain('\u202e', output);
            if (!screen) Assert.DoesNotContain('\u001b', output);
        }
    }

    [Fact]
    public void Table_Markup_IsText()
    {
        var output = Write(Plain, [Hostile.Finding("[red]x[/] [[ ")], Hostile.Report("[bold]"));
        Assert.Contains("[red]x[/] [[ title", output, StringComparison.Ordinal);
        Assert.Contains("[bold]faulty", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_OnAScreen_HasColourUnlessUnwanted()
    {
        Assert.Contains("\u001b[", Write(s => new TableWriter(Screen(s, true).ConsoleFor(new StreamWriter(s), true)), _few), StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[", Write(s => new TableWriter(Screen(s, true, noColor: true).ConsoleFor(new StreamWriter(s), true)), _few), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    public void Table_NarrowScreen_KeepsRulesHostsAndTimes(int width)
    {
        var lines = Write(s => new TableWriter(Screen(s, true, noColor: true, width).ConsoleFor(new StreamWriter(s), true)), _few).Split('\n');
        Assert.All(lines, l => Assert.True(l.Length <= width, l));
        foreach (var word in new[] { "critical", "LSASS", "dc01", "2026-03-01", "09:00:00" }) Assert.Contains(lines, l => l.Contains(word, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 80)]
    [InlineData(-1, 80)]
    [InlineData(20, 40)]
    [InlineData(132, 132)]
    public void WidthOf_Columns_IsWhatCanBeWrittenOn(int columns, int expected) => Assert.Equal(expected, Terminal.WidthOf(columns));

    [Fact]
    public void Table_NotOnAScreen_BreaksNoLineAndEndsNoneWithBlanks()
    {
        var rule = new FindingRule { Id = "x", Title = new string('t', 119), Level = RuleLevel.Low, Path = "x.yml" };
        var lines = Write(Plain, [_few[0] with { Rule = rule, Host = new string('h', 40) }]).Split('\n');
        Assert.Contains(lines, l => l.Contains(rule.Title, StringComparison.Ordinal) && l.Contains(new string('h', 40), StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.EndsWith(' '));
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(p => p.Name);

    private static TableWriter Plain(Stream stream) => new(Screen(stream, false).ConsoleFor(new StreamWriter(stream), false));

    private static Terminal Screen(Stream stream, bool isScreen, bool noColor = false, int width = 120) => new()
    {
        OutputStream = stream,
        Output = new StreamWriter(stream),
        Error = TextWriter.Null,
        OutputIsTerminal = isScreen,
        NoColor = noColor,
        Width = width,
    };

    private static string Write(Func<Stream, IFindingWriter> writer, IEnumerable<Finding> findings, ScanReport? report = null)
    {
        using var stream = new MemoryStream();
        SampleScan.Write(writer(stream), findings, report);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The cells of a CSV row, quotes resolved.</summary>
    private static List<string> Cells(string row)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < row.Length; i++)
        {
            if (row[i] == '"' && quoted && i + 1 < row.Length && row[i + 1] == '"') cell.Append(row[i++]);
            else if (row[i] == '"') quoted = !quoted;
            else if (row[i] == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else cell.Append(row[i]);
        }

        cells.Add(cell.ToString());
        return cells;
    }
}

using System.Text;
using Watchfloor.EndToEnd.Tests.Browser;
using Watchfloor.Output.Html;
using Watchfloor.Scan;
using Watchfloor.Sigma;

namespace Watchfloor.EndToEnd.Tests.Output;

/// <summary>The page in a real browser, opened from a file as a colleague would.</summary>
public sealed class HtmlReportTests
{
    /// <summary>Ends a journey that waits in vain.</summary>
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Open_Report_AsksForNothingAndComplainsOfNothing()
    {
        await WithPageAsync(SampleScan.Findings(400), null, async (page, cancel) =>
        {
            Assert.All(page.Requests, r => Assert.StartsWith("file://", r, StringComparison.Ordinal));
            Assert.Single(page.Requests);
            Assert.Empty(page.Console);
            Assert.Equal("400 findings", await page.EvaluateAsync<string>("document.getElementById('shown').textContent", cancel));
            Assert.Equal(SampleScan.Rules.Count, await page.EvaluateAsync<int>("document.querySelectorAll('#rules tbody tr').length", cancel));
        });
    }

    [Fact]
    public async Task Filter_ByTextLevelAndHost_ShowsOnlyWhatFits()
    {
        await WithPageAsync(SampleScan.Findings(400), null, async (page, cancel) =>
        {
            await page.EvaluateAsync<bool>("(() => { const t = document.getElementById('text'); t.value = 'LSASS memory'; t.dispatchEvent(new Event('input')); return true; })()", cancel);
            await page.WaitAsync("!document.getElementById('shown').textContent.startsWith('400')", cancel);
            Assert.Equal(["LSASS Memory Read"], await TitlesAsync(page, cancel));

            await page.EvaluateAsync<bool>("(() => { view.clear(); document.querySelector('[data-level=\"4\"]').click(); return true; })()", cancel);
            Assert.Equal(["critical"], await DistinctAsync(page, "#findings .badge", cancel));

            await page.EvaluateAsync<bool>("(() => { view.clear(); const h = document.getElementById('host'); h.selectedIndex = 1; h.dispatchEvent(new Event('change')); return true; })()", cancel);
            var host = await page.EvaluateAsync<string>("document.getElementById('host').selectedOptions[0].textContent", cancel);
            Assert.Equal([host], await DistinctAsync(page, "#findings td.c-host", cancel));

            await page.EvaluateAsync<bool>("(() => { view.set({ text: 'no such words' }); return true; })()", cancel);
            Assert.True(await page.EvaluateAsync<bool>("document.querySelectorAll('#findings tbody tr').length === 0", cancel));
        });
    }

    [Fact]
    public async Task Cell_Clicked_ShowsFindingsOfTheTechnique()
    {
        await WithPageAsync(SampleScan.Findings(400), null, async (page, cancel) =>
        {
            await page.EvaluateAsync<bool>("(() => { [...document.querySelectorAll('.cell')].find(c => c.textContent.startsWith('T1003.001')).click(); return true; })()", cancel);
            Assert.Equal(["LSASS Memory Read"], await TitlesAsync(page, cancel));
        });
    }

    [Fact]
    public async Task Findings_SortedByLevel_WorstFirst()
    {
        await WithPageAsync(SampleScan.Findings(400), null, async (page, cancel) =>
        {
            await page.EvaluateAsync<bool>("(() => { document.querySelector('#findings th.c-level button').click(); return true; })()", cancel);
            Assert.Equal("critical", await page.EvaluateAsync<string>("document.querySelector('#findings .badge').textContent", cancel));
            Assert.Equal("descending", await page.EvaluateAsync<string>("document.querySelector('#findings th.c-level').getAttribute('aria-sort')", cancel));
        });
    }

    [Fact]
    public async Task Finding_OpenedByKeyboard_ShowsReasonAndWholeNumbers()
    {
        await WithPageAsync([SampleScan.Finding(2, "dc01", DateTimeOffset.UnixEpoch, 1)], null, async (page, cancel) =>
        {
            await page.EvaluateAsync<bool>("(() => { document.querySelector('#findings .row-button').focus(); return true; })()", cancel);
            await page.PressAsync("Enter", cancel);
            var detail = await page.EvaluateAsync<string>("document.querySelector('.detail').textContent", cancel);
            Assert.Contains(@"TargetImageC:\Windows\system32\lsass.exe*\lsass.exe", detail, StringComparison.Ordinal);
            // Beyond 2^53, where a JavaScript number would lose its last digits.
            Assert.Contains("18446744073709551615", detail, StringComparison.Ordinal);
            Assert.Contains("90001", detail, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Findings_Thousands_AreDrawnAsTheReaderComesNear()
    {
        await WithPageAsync(SampleScan.Findings(12_000), null, async (page, cancel) =>
        {
            Assert.InRange(await page.EvaluateAsync<int>("document.querySelectorAll('#findings tbody tr').length", cancel), 1, 200);
            await page.EvaluateAsync<bool>("(() => { scrollTo(0, document.body.scrollHeight); return true; })()", cancel);
            await page.WaitAsync("document.querySelectorAll('#findings tbody tr').length > 200", cancel);
        });
    }

    [Fact]
    public async Task Rule_ThatFloods_IsCutAndCounted()
    {
        var flood = Enumerable.Range(0, ReportData.MaxFindingsOfRule + 5).Select(i => SampleScan.Finding(11, "dc01", DateTimeOffset.UnixEpoch.AddSeconds(i), i));
        await WithPageAsync(flood, null, async (page, cancel) =>
        {
            Assert.Equal(ReportData.MaxFindingsOfRule, await page.EvaluateAsync<int>("data.findings.length", cancel));
            Assert.Equal(ReportData.MaxEventsOfRule, await page.EvaluateAsync<int>("data.findings.filter(f => f.event).length", cancel));
            Assert.Equal("2,005", await page.EvaluateAsync<string>("document.querySelector('#rules td.c-num').textContent", cancel));
            Assert.Contains("1 rule matched too often", await page.EvaluateAsync<string>("document.getElementById('notices').textContent", cancel), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Report_OfManyFindings_HasABoundAndSomeOfEveryRuleAndTrueNumbers()
    {
        // Each of eleven rules floods on six hosts with a long value; the twelfth rule fires last, when the page is full.
        const int Each = ReportData.MaxFindingsOfRule;
        var flood = Enumerable.Range(0, 11 * Each).Select(i => SampleScan.Finding(i % 11, $"h{i % 6}", DateTimeOffset.UnixEpoch.AddSeconds(i), i) with
        {
            Matches = [new FieldMatch("CommandLine", new string('a', 1_800), "*a*")],
        });
        var last = SampleScan.Finding(11, "late", DateTimeOffset.UnixEpoch.AddDays(1), 0);
        await WithPageAsync([.. flood, last], null, async (page, cancel) =>
        {
            var length = await page.EvaluateAsync<int>("document.getElementById('data').textContent.length", cancel);
            Assert.InRange(length, ReportData.MaxFindingBytes / 4, ReportData.MaxFindingBytes + 100_000);
            var listed = await page.EvaluateAsync<int>("data.findings.length", cancel);
            Assert.Equal((11 * Each / 2) + 1, listed);
            Assert.Equal(12, await page.EvaluateAsync<int>("new Set(data.findings.map(f => f.rule)).size", cancel));
            Assert.Equal("11,001 of 22,001 findings", await page.EvaluateAsync<string>("document.getElementById('shown').textContent", cancel));
            Assert.Equal(["2,000", "1"], await DistinctAsync(page, "#rules td.c-num:not(.c-hosts)", cancel));
            Assert.Equal("7", await page.EvaluateAsync<string>("document.querySelectorAll('.figure .value')[2].textContent", cancel));
            var notice = await page.EvaluateAsync<string>("document.getElementById('notices').textContent", cancel);
            Assert.Contains("11 rules matched too often to list every finding: 11,001 of 22,001 are listed", notice, StringComparison.Ordinal);
            Assert.Contains("--output ndjson", notice, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Report_OfLongTextsAndManyFiles_CutsThemAndSaysSo()
    {
        var finding = SampleScan.Finding(0, "dc01", DateTimeOffset.UnixEpoch, 0) with
        {
            Matches = [.. Enumerable.Repeat(new FieldMatch("x", new string('v', 1_000_000), "*"), 1_000)],
            EventJson = Encoding.UTF8.GetBytes($"{{\"x\":\"{new string('v', 1_000_000)}\"}}"),
        };
        var report = SampleScan.Report(1) with { Inputs = [.. Enumerable.Range(0, 5_000).Select(i => new InputReport { File = $"f{i}", Format = "json", Bytes = 1, Events = 1 })] };
        await WithPageAsync([finding], report, async (page, cancel) =>
        {
            Assert.InRange(await page.EvaluateAsync<int>("document.getElementById('data').textContent.length", cancel), 1, 1_000_000);
            await page.EvaluateAsync<bool>("(() => { document.querySelectorAll('details').forEach(d => d.open = true); return true; })()", cancel);
            await page.WaitAsync("document.getElementById('coverage').textContent.includes('and 4,000 more')", cancel);
            Assert.Contains("5,000 files", await page.EvaluateAsync<string>("document.getElementById('figures').textContent", cancel), StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData("<script>window.broken = 1</script>")]
    [InlineData("</script><script>window.broken = 1</script>")]
    [InlineData("<!--<script>")]
    [InlineData("\"><img src=x onerror=\"window.broken = 1\">")]
    [InlineData("' onmouseover='window.broken = 1")]
    [InlineData("javascript:window.broken = 1")]
    [InlineData("{{script}}")]
    public async Task HostileText_InEveryField_StaysText(string hostile)
    {
        await WithPageAsync([Hostile.Finding(hostile)], Hostile.Report(hostile), async (page, cancel) =>
        {
            await page.EvaluateAsync<bool>("(() => { document.querySelector('#findings .row-button').click(); document.querySelectorAll('details').forEach(d => d.open = true); return true; })()", cancel);
            await page.WaitAsync("[...document.querySelectorAll('details')].every(d => d.children.length > 1)", cancel);
            var text = await page.EvaluateAsync<string>("document.querySelector('main').textContent", cancel);
            string[] fields = ["id", "title", "path", "status", "tag", "description", "harmless", "reference", "host", "file", "field", "value", "pattern", "member",
                "input", "format", "reason", "faulty", "why", "class", "unknown", "idle", "refused", "message"];
            foreach (var field in fields) Assert.Contains(hostile + field, text, StringComparison.Ordinal);
            Assert.True(await page.EvaluateAsync<bool>("window.broken === undefined", cancel));
            Assert.Equal(2, await page.EvaluateAsync<int>("document.scripts.length", cancel));
            Assert.Equal(0, await page.EvaluateAsync<int>("document.querySelectorAll('img, iframe, a, [onerror], [onmouseover]').length", cancel));
            Assert.Single(page.Requests);
            Assert.Empty(page.Console);
        });
    }

    [Fact]
    public async Task Policy_InjectedScript_IsRefused()
    {
        await WithPageAsync([], null, async (page, cancel) =>
        {
            await page.EvaluateAsync<bool>("(() => { const s = document.createElement('script'); s.textContent = 'window.broken = 1'; document.body.append(s); return true; })()", cancel);
            Assert.True(await page.EvaluateAsync<bool>("window.broken === undefined", cancel));
            Assert.Contains(page.Console, c => c.Contains("Content Security Policy", StringComparison.Ordinal));
        });
    }

    [Fact]
    public async Task Report_Interrupted_SaysSo()
    {
        await WithPageAsync([], SampleScan.Report(0) with { Cancelled = true }, async (page, cancel) =>
            Assert.Contains("interrupted", await page.EvaluateAsync<string>("document.getElementById('notices').textContent", cancel), StringComparison.Ordinal));
    }

    private static async Task WithPageAsync(IEnumerable<Finding> findings, ScanReport? report, Func<Page, CancellationToken, Task> journey)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_limit);
        var cancel = limit.Token;
        var folder = Directory.CreateTempSubdirectory("watchfloor-report-");
        try
        {
            var path = Path.Combine(folder.FullName, "report.html");
            await using (var file = File.Create(path)) SampleScan.Write(new HtmlReport(file), findings, report);
            await using var browser = Chromium.Start();
            using var page = await browser.OpenAsync(new Uri(path), cancel);
            await journey(page, cancel);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Task<string[]> TitlesAsync(Page page, CancellationToken cancel) => DistinctAsync(page, "#findings .row-button", cancel);

    private static async Task<string[]> DistinctAsync(Page page, string selector, CancellationToken cancel)
    {
        var joined = await page.EvaluateAsync<string>($"[...new Set([...document.querySelectorAll('{selector}')].map(e => e.textContent))].join('\\n')", cancel);
        return joined.Split('\n');
    }
}

using System.Diagnostics;
using System.Text;
using Watchfloor.Commands;
using Watchfloor.Events;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>
/// Files that break readers end in a message and an exit code: no crash, no hang, no more than 500 MB, and what stands beside the
/// broken part is still found.
/// </summary>
public sealed class HostileInputTests : IDisposable
{
    private const long MaxPeakBytes = 500_000_000;
    private const string Hit = "{\"a\":\"b\"}\n";

    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Fact]
    public async Task Scan_EmptyFile_IsNothing()
    {
        var run = await _evidence.Scan(_evidence.Log("empty", ""));
        AssertEnds(run, ExitCode.Nothing, "Read 1 file, 0 B, 0 events");
    }

    [Fact]
    public async Task Scan_RandomBytes_AreOfNoKnownFormat()
    {
        var bytes = new byte[1 << 20];
        new Random(1).NextBytes(bytes);
        var run = await _evidence.Scan(_evidence.Log("random", bytes));
        AssertEnds(run, ExitCode.Unreadable, "the format is not known");
    }

    [Fact]
    public async Task Scan_ObjectsAndArraysTenThousandDeep_AreUnparsedAndTheRestIsRead()
    {
        var objects = string.Concat(Enumerable.Repeat("{\"x\":", 10_000)) + "1" + new string('}', 10_000) + "\n";
        var arrays = "{\"x\":" + new string('[', 10_000) + new string(']', 10_000) + "}\n";
        var run = await _evidence.Scan(_evidence.Log("deep.json", objects + arrays + Hit));
        AssertEnds(run, ExitCode.Found, "2 records", "JSON nested too deep");
        Assert.Equal(objects.Length + arrays.Length, Assert.Single(run.Findings).GetProperty("log.offset").GetInt64());
    }

    [Fact]
    public async Task Scan_BytesThatAreNotUtf8_ComeOutAsValidJson()
    {
        byte[] line = [.. "{\"a\":\"b\",\""u8, 0xFF, 0xC0, .. "\":\""u8, 0xFF, 0xED, 0xA0, 0x80, .. "\",\"x\\ud800\":\"\\ud800\\u12\"}\n"u8];
        var run = await _evidence.Scan(_evidence.Log("bytes.json", [.. Enumerable.Repeat(line, 100).SelectMany(l => l)]), "--with-event");
        AssertEnds(run, ExitCode.Found, "100 findings");
        Assert.All(run.Findings, f => Assert.Equal("b", f.GetProperty("event").GetProperty("a").GetString()));
    }

    [Fact]
    public async Task Scan_AMillionFieldNames_CountsWhatItLeavesOut()
    {
        var text = new StringBuilder();
        for (var record = 0; record < 1_000; record++)
        {
            text.Append('{');
            for (var field = 0; field < 1_000; field++) text.Append("\"f").Append((record * 1_000) + field).Append("\":1,");
            text.Append("\"a\":\"b\"}\n");
        }

        var run = await _evidence.Scan(_evidence.Log("names.json", text.ToString()));
        AssertEnds(run, ExitCode.Found, "1,000 findings", "Left out");
        var dropped = int.Parse(System.Text.RegularExpressions.Regex.Match(run.Error, @"Left out\s+([\d,]+) values",
            System.Text.RegularExpressions.RegexOptions.NonBacktracking).Groups[1].Value.Replace(",", "", StringComparison.Ordinal),
            System.Globalization.CultureInfo.InvariantCulture);
        // Each name stands once, so every one that is not among the kept ones is one value. Content has some names of its own.
        Assert.InRange(dropped, 1_000_000 - FieldNames.MaxNames, 1_000_000 - FieldNames.MaxNames + 10_000);
    }

    [Theory]
    [InlineData("jsonl")]
    [InlineData("json")]
    [InlineData("text")]
    [InlineData("syslog")]
    public async Task Scan_ALineOfAGigabyte_IsOneUnparsedRecord(string format)
    {
        var path = Path.Combine(_evidence.Logs, "line");
        await using (var file = File.Create(path))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(Hit + "{\"a\":\""), TestContext.Current.CancellationToken);
            file.Position += 1L << 30; // a hole of zeros: no space on disk, a gigabyte to the reader
            await file.WriteAsync(Encoding.UTF8.GetBytes("\"}\n" + Hit), TestContext.Current.CancellationToken);
        }

        var run = await _evidence.Scan(path, "--format", format);
        AssertEnds(run, format.StartsWith("json", StringComparison.Ordinal) ? ExitCode.Found : ExitCode.Nothing, "longer than");
        if (run.Code == ExitCode.Found) Assert.Equal([0, (1L << 30) + 19], run.Findings.Select(f => f.GetProperty("log.offset").GetInt64()));
    }

    [Fact]
    public async Task Scan_ALogThatUnpacksWithoutEnd_StopsAtTheRatio()
    {
        // Three hundred megabytes of one record, packed twice: some kilobytes.
        var bomb = Path.Combine(_evidence.Logs, "bomb.gz");
        using (var shell = Process.Start(new ProcessStartInfo("sh", ["-c", "(echo '{\"a\":\"b\"}'; yes '{\"a\":\"c\"}' 2>/dev/null | head -c 300000000) | gzip -9 | gzip -9 > \"$0\"", bomb]))!)
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.InRange(new FileInfo(bomb).Length, 1, 100_000);
        var run = await _evidence.Scan(bomb);
        AssertEnds(run, ExitCode.Unreadable, "bomb.gz");
        Assert.Single(run.Findings);
    }

    [Fact]
    public async Task Scan_ArchivesInArchives_StopAtTheDepth()
    {
        var zip = Encoding.UTF8.GetBytes(Hit);
        for (var i = 0; i < 20; i++) zip = Evidence.Zip(("a", zip));
        var run = await _evidence.Scan(_evidence.Log("nested.zip", zip));
        AssertEnds(run, ExitCode.Unreadable, "archives nest deeper than 4");
    }

    [Fact]
    public async Task Scan_CutArchive_GivesWhatStandsBeforeTheCut()
    {
        var zip = Evidence.Zip(("a.json", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Hit, 100_000)))));
        var run = await _evidence.Scan(_evidence.Log("cut.zip", zip[..(zip.Length / 2)]));
        AssertEnds(run, ExitCode.Unreadable, "ends early");
        Assert.InRange(run.Findings.Count, 1_000, 99_999);
        Assert.EndsWith("cut.zip!a.json", run.Findings[0].GetProperty("log.file.path").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_MembersWithoutNumber_StopAtTheirLimit()
    {
        var run = await _evidence.Scan(_evidence.Log("members.zip", Evidence.Zip([.. Enumerable.Range(0, 100_100).Select(i => ($"{i}", Array.Empty<byte>()))])));
        AssertEnds(run, ExitCode.Unreadable, "more than 100,000 members");
    }

    private static void AssertEnds(ProgramRun run, int code, params string[] words)
    {
        Assert.True(code == run.Code, $"exit code {run.Code}: {run.Error}");
        var said = string.Join(' ', run.Error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.All(words, word => Assert.Contains(word, said, StringComparison.Ordinal));
        Assert.InRange(run.PeakBytes, 1, MaxPeakBytes);
    }
}

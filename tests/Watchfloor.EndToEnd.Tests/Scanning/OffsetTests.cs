using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using SharpCompress.Archives.Zip;
using Watchfloor.Engine.Tests;

namespace Watchfloor.EndToEnd.Tests.Scanning;

/// <summary>A finding's file, member and offset lead to the record it is about.</summary>
public sealed class OffsetTests : IDisposable
{
    private readonly Evidence _evidence = new();

    public void Dispose() => _evidence.Dispose();

    [Theory]
    [InlineData("lines.json", "{\"a\":\"c\",\"n\":\"0\"}\n\n  {\"a\":\"b\",\"n\":\"1\"}\r\n{broken\n{\"a\":\"b\",\"n\":\"ä\"}\n{\"a\":\"b\",\"n\":\"3\"}")]
    [InlineData("array.json", "[ {\"a\":\"c\",\"n\":\"0\"},\n  {\"a\":\"b\",\n   \"n\":\"1\"} ,{\"a\":\"b\",\"n\":\"ä\"},{\"a\":\"b\",\"n\":\"3\"}]")]
    [InlineData("wrapped.json", "{\"Records\": [{\"a\":\"b\",\"n\":\"ä\"}, {\"n\":\"1\",\"a\":\"b\"}]}")]
    public async Task Scan_Json_OffsetIsWhereTheObjectBegins(string name, string text)
    {
        var run = await _evidence.Scan(_evidence.Log(name, text), "--with-event");
        Assert.InRange(run.Findings.Count, 2, 3);
        Assert.All(run.Findings, f => AssertObject(f, Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task Scan_ManyBlocks_OffsetsStayRight()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 60_000).Select(i => $"{{\"n\":\"{i}\",\"padding\":\"{new string('x', i % 97)}\",\"a\":\"{(i % 1_000 == 999 ? 'b' : 'c')}\"}}\n")));
        var run = await _evidence.Scan(_evidence.Log("many.json", text), "--with-event");
        Assert.Equal(60, run.Findings.Count);
        Assert.All(run.Findings, f => AssertObject(f, text));
    }

    [Fact]
    public async Task Scan_Syslog_OffsetIsWhereTheLineBegins()
    {
        const string text = "Mar  4 05:06:07 web01 sshd[1]: ä nothing\n\nMar  4 05:06:08 web01 sshd[2]: Invalid user x\nMar  4 05:06:09 web01 sshd[3]: Invalid user y\n";
        var rule = _evidence.RuleFile("ssh.yml", "title: X\nlogsource: {product: linux, service: sshd}\ndetection: {k: ['Invalid user'], condition: k}\n");
        var run = await ProgramRun.Of("scan", _evidence.Log("auth.log", text), "--rules", rule, "--output", "ndjson");
        var bytes = Encoding.UTF8.GetBytes(text);
        Assert.Equal(["Mar  4 05:06:08", "Mar  4 05:06:09"], run.Findings.Select(f => Encoding.UTF8.GetString(bytes.AsSpan((int)Offset(f), 15))));
    }

    [Fact]
    public async Task Scan_Zip_OffsetIsInTheMember()
    {
        var text = Encoding.UTF8.GetBytes("{\"a\":\"c\",\"n\":\"0\"}\n{\"a\":\"b\",\"n\":\"1\"}\n");
        var inner = Evidence.Zip(("deep/er.json", text));
        var path = _evidence.Log("logs.zip", Evidence.Zip(("first.json", text), ("inner.zip", inner)));
        var run = await _evidence.Scan(path, "--with-event");
        Assert.Equal([$"{path}!first.json", $"{path}!inner.zip!deep/er.json"], run.Findings.Select(f => f.GetProperty("log.file.path").GetString()));
        Assert.All(run.Findings, f => AssertObject(f, text));
    }

    [Fact]
    public async Task Scan_Evtx_OffsetAndNumberAreThoseOfTheRecord()
    {
        var logs = SharedData.Require("evtx/attack-samples");
        var rule = _evidence.RuleFile("all.yml", "title: X\nlogsource: {product: windows}\ndetection: {s: {EventID|exists: true}, condition: s}\n");
        var run = await ProgramRun.Of("scan", logs, "--rules", rule, "--output", "ndjson");
        Assert.True(run.Findings.Count > 1_000, run.Error);
        foreach (var ofFile in run.Findings.GroupBy(f => f.GetProperty("log.file.path").GetString()!))
        {
            var bytes = await File.ReadAllBytesAsync(ofFile.Key, TestContext.Current.CancellationToken);
            foreach (var finding in ofFile)
            {
                // A record begins with its signature and length; its number stands in the values of its XML, eight bytes long.
                var at = (int)Offset(finding);
                Assert.Equal("**\0\0"u8, bytes.AsSpan(at, 4));
                var record = bytes.AsSpan(at, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4)));
                var number = new byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(number, finding.GetProperty("winlog.record_id").GetUInt64());
                Assert.True(record.IndexOf(number) > 0, finding.ToString());
            }
        }
    }

    [Fact]
    public async Task Scan_SampleTelemetry_OffsetsLeadToTheSameEvent()
    {
        var zip = Directory.GetFiles(SharedData.Require("security-datasets"), "*.zip", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).First(f => new FileInfo(f).Length is > 100_000 and < 1_000_000);
        var rule = _evidence.RuleFile("all.yml", "title: X\nlogsource: {product: windows}\ndetection: {s: {EventID: [1, 3, 11, 4688]}, condition: s}\n");
        var run = await ProgramRun.Of("scan", zip, "--rules", rule, "--output", "ndjson", "--with-event");
        Assert.NotEmpty(run.Findings);
        using var archive = ZipArchive.OpenArchive(zip);
        foreach (var entry in archive.Entries.Where(e => !e.IsDirectory))
        {
            using var content = new MemoryStream();
            using (var stream = entry.OpenEntryStream()) await stream.CopyToAsync(content, TestContext.Current.CancellationToken);
            var bytes = content.ToArray();
            foreach (var finding in run.Findings.Where(f => f.GetProperty("log.file.path").GetString()!.EndsWith($"!{entry.Key}", StringComparison.Ordinal)))
                AssertObject(finding, bytes);
        }
    }

    /// <summary>What stands there is an object whose plain values are those of the finding's event.</summary>
    private static void AssertObject(JsonElement finding, byte[] bytes)
    {
        var reader = new Utf8JsonReader(bytes.AsSpan((int)Offset(finding)));
        using var record = JsonDocument.ParseValue(ref reader);
        var found = finding.GetProperty("event");
        foreach (var property in record.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String))
            Assert.Equal(property.Value.GetString(), found.GetProperty(property.Name).GetString());
    }

    private static long Offset(JsonElement finding) => finding.GetProperty("log.offset").GetInt64();
}

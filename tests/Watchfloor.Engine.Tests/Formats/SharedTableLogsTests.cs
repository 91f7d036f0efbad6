using System.Text;
using System.Text.Json;
using Watchfloor.Formats;
using Watchfloor.Formats.Archives;

namespace Watchfloor.Engine.Tests.Formats;

/// <summary>Real tables and web logs of the shared data, compared with what is known of them.</summary>
public class SharedTableLogsTests
{
    [Theory]
    [InlineData("basic")]
    [InlineData("ssl_request")]
    [InlineData("vhost")]
    public void Access_ParsePair_SameValues(string pair)
    {
        var lines = File.ReadAllLines(SharedData.Require($"parse-pairs/apache-http/test/access/{pair}_input.txt"));
        foreach (var (want, have) in Pairs($"access/{pair}", "access", lines))
        {
            AssertSame(want, "http.request.method", have, "cs-method");
            AssertSame(want, "http.response.status_code", have, "sc-status");
            AssertSame(want, "http.response.body.bytes", have, "sc-bytes");
            AssertSame(want, "http.request.referrer", have, "cs-referer");
            AssertSame(want, "url.original", have, "cs-uri");
            AssertSame(want, "user_agent.original", have, "cs-user-agent");
            AssertSame(want, "source.address", have, "c-ip");
        }
    }

    [Theory]
    [InlineData("darwin")]
    [InlineData("ubuntu")]
    public void ApacheError_ParsePair_SameValues(string pair)
    {
        var lines = File.ReadAllLines(SharedData.Require($"parse-pairs/apache-http/test/error/{pair}_input.txt"));
        foreach (var (want, have) in Pairs($"error/{pair}", "apache-error", lines))
        {
            AssertSame(want, "log.level", have, "level");
            AssertSame(want, "source.address", have, "c-ip");
            AssertSame(want, "process.pid", have, "pid");
        }
    }

    /// <summary>Each value of each row, beside a reader that only splits.</summary>
    [Fact]
    public void Zeek_SecurityDatasets_EveryValue()
    {
        var path = SharedData.Require("security-datasets/compound/LSASS_campaign_01/metasploit_logonpasswords_lsass_memory_dump_zeek_logs.zip");
        var logs = 0;
        foreach (var member in ArchiveReader.Open(File.OpenRead(path), "a"))
        {
            var text = new StreamReader(member.Stream).ReadToEnd();
            if (!text.StartsWith("#separator", StringComparison.Ordinal)) continue;
            logs++;
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var names = lines.Single(l => l.StartsWith("#fields", StringComparison.Ordinal)).Split('\t')[1..];
            var types = lines.Single(l => l.StartsWith("#types", StringComparison.Ordinal)).Split('\t')[1..];
            var rows = lines.Where(l => l[0] != '#').Select(l => l.Split('\t')).ToList();
            var events = Decoding.Text("zeek", text);
            Assert.Equal(FormatRegistry.ByName("zeek"), FormatRegistry.Detect(Encoding.UTF8.GetBytes(text)));
            Assert.Equal(rows.Count, events.Length);
            foreach (var (row, line) in rows.Zip(events))
            {
                using var json = JsonDocument.Parse(line);
                Assert.Equal(Path.GetFileNameWithoutExtension(member.Name.Split('!')[1]), json.RootElement.GetProperty("zeek.path").GetString());
                for (var i = 0; i < names.Length; i++) AssertZeek(row[i], types[i], json.RootElement, names[i]);
            }
        }

        Assert.Equal(12, logs);
    }

    [Fact]
    public void Csv_SecurityDatasets_RowsAndColumns()
    {
        var path = SharedData.Require("security-datasets/atomic/aws/discovery/aws_s3_honeybucketlogs.zip");
        var member = ArchiveReader.Open(File.OpenRead(path), "a").First(m => !m.Name.Contains("__MACOSX", StringComparison.Ordinal));
        var text = new StreamReader(member.Stream).ReadToEnd();
        Assert.Equal("csv", FormatRegistry.Detect(Encoding.UTF8.GetBytes(text))?.Name);
        var events = Decoding.Text("csv", text);
        Assert.DoesNotContain(events, e => e.Contains("@unparsed", StringComparison.Ordinal));
        Assert.Equal(text.TrimEnd().Split('\n').Length - 1, events.Length); // no row of this file goes over several lines
        foreach (var line in events)
        {
            using var json = JsonDocument.Parse(line);
            Assert.Equal("AwsApiCall", json.RootElement.GetProperty("Event Type").GetString());
            Assert.True(Guid.TryParse(json.RootElement.GetProperty("Event ID").GetString(), out _));
            Assert.Contains("'bucketName': 'microsoft-devtest'", json.RootElement.GetProperty("Request Parameters").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void SysmonForLinux_ParsePairs_AreTheirEvents()
    {
        foreach (var path in Directory.GetFiles(SharedData.Require("parse-pairs/system/test/sysmon-linux"), "*_input.txt"))
        {
            var lines = File.ReadAllLines(path);
            using var expected = JsonDocument.Parse(File.ReadAllText(path.Replace("_input.txt", "_expected.json", StringComparison.Ordinal)));
            Assert.Equal(lines.Length, expected.RootElement.GetArrayLength());
            foreach (var (line, want) in lines.Zip(expected.RootElement.EnumerateArray()))
            {
                using var have = JsonDocument.Parse(Assert.Single(Decoding.Text("syslog", line)));
                Assert.Equal("winxml", have.RootElement.GetProperty("@format").GetString());
                AssertSame(want, "event.code", have.RootElement, "EventID");
                AssertSame(want, "process.executable", have.RootElement, "Image");
                AssertSame(want, "process.command_line", have.RootElement, "CommandLine");
                AssertSame(want, "host.hostname", have.RootElement, "hostname");
            }
        }
    }

    private static List<(JsonElement Want, JsonElement Have)> Pairs(string pair, string format, string[] lines)
    {
        var expected = JsonDocument.Parse(File.ReadAllText(SharedData.Require($"parse-pairs/apache-http/test/{pair}_expected.json"))).RootElement;
        Assert.Equal(expected.GetArrayLength(), lines.Length);
        return [.. expected.EnumerateArray().Zip(lines, (want, line) => (want, JsonDocument.Parse(Assert.Single(Decoding.Text(format, line))).RootElement))];
    }

    /// <summary>A value that the other product found must be ours; it writes "-" where we have null.</summary>
    private static void AssertSame(JsonElement want, string path, JsonElement have, string field)
    {
        foreach (var part in path.Split('.'))
            if (!want.TryGetProperty(part, out want))
                return;
        Assert.True(have.TryGetProperty(field, out var value), $"{field} is missing: {have}");
        Assert.Equal(want.ToString() == "-" ? "" : want.ToString(), value.ToString());
    }

    private static void AssertZeek(string written, string type, JsonElement row, string name)
    {
        if (written == "(empty)" && type.Contains('[', StringComparison.Ordinal))
        {
            Assert.False(row.TryGetProperty(name, out _));
            return;
        }

        var value = row.GetProperty(name);
        var values = value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Select(Text) : [Text(value)];
        var expected = written.Replace("\\\\", "\\", StringComparison.Ordinal);
        Assert.Equal(expected is "-" or "(empty)" ? "" : expected, string.Join(',', values));

        string Text(JsonElement v) => v.ValueKind switch
        {
            JsonValueKind.True => "T",
            JsonValueKind.False => "F",
            JsonValueKind.Number => v.GetRawText(),
            _ => v.GetString() ?? "",
        };
    }
}

using System.IO.Compression;
using System.Text.Json;

namespace Watchfloor.Engine.Tests.Formats;

/// <summary>Real logs of the shared data, compared with what another product made of them or with what is known of them.</summary>
public class SharedTextLogsTests
{
    [Theory]
    [InlineData("parse-pairs/syslog/test/syslog")]
    [InlineData("parse-pairs/system/test/sysmon-auth/rhel_79")]
    [InlineData("parse-pairs/system/test/sysmon-auth/ubuntu_1204")]
    public void Syslog_ParsePair_SameHeaderValues(string pair)
    {
        var input = File.ReadAllLines(SharedData.Require(pair + "_input.txt"));
        using var expected = JsonDocument.Parse(File.ReadAllText(SharedData.Require(pair + "_expected.json")));
        Assert.Equal(expected.RootElement.GetArrayLength(), input.Length);
        foreach (var (line, index) in input.Select((line, index) => (line, index)))
        {
            using var actual = JsonDocument.Parse(Assert.Single(Decoding.Text("syslog", line)));
            var want = expected.RootElement[index];
            AssertSame(want, "host.hostname", actual, "hostname");
            AssertSame(want, "process.name", actual, "appname");
            AssertSame(want, "process.pid", actual, "procid");
            Assert.EndsWith(actual.RootElement.GetProperty("message").GetString()!, line, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Auditd_SecurityDatasets_OneEventPerExecution()
    {
        var events = Decode("auditd", UnpackText("security-datasets/atomic/linux/discovery/host/sh_arp_cache.zip"));
        Assert.Equal(2, events.Count);
        Assert.All(events, e => Assert.Equal(["SYSCALL", "EXECVE", "CWD", "PATH", "PROCTITLE"], Values(e, "type")));
        Assert.All(events, e => Assert.Equal(["execve"], Values(e, "SYSCALL")));
        Assert.Equal(["arp", "-a"], [.. Values(events[0], "a0"), .. Values(events[0], "a1")]);
        Assert.Equal(["grep -v ^?"], Values(events[1], "proctitle"));
    }

    [Fact]
    public void Auditd_RecordsOfTheAzureMonitorAgent_NoneUnparsed()
    {
        const string set = "security-datasets/compound/Log4Shell/syslog_auoms_auditd_log4shell_cve2021_44228_jndi_reference.zip";
        var messages = UnpackText(set).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(MessageOf).ToList();
        var events = Decode("auditd", string.Join('\n', messages));
        Assert.Equal(messages.Count, events.Sum(e => Values(e, "type").Length));
        Assert.All(events, e => Assert.False(e.TryGetProperty("@unparsed", out _)));
        Assert.Contains(events, e => Values(e, "exe").Any(exe => exe!.EndsWith("/java", StringComparison.Ordinal)));
    }

    private static string MessageOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("SyslogMessage").GetString()!;
    }

    private static void AssertSame(JsonElement expected, string path, JsonDocument actual, string field)
    {
        var want = expected;
        foreach (var name in path.Split('.'))
            if (!want.TryGetProperty(name, out want))
                return;
        Assert.Equal(want.ToString(), Assert.Single(Values(actual.RootElement, field)));
    }

    private static string?[] Values(JsonElement view, string field)
    {
        if (!view.TryGetProperty(field, out var value)) return [];
        return value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetString())] : [value.ToString()];
    }

    private static List<JsonElement> Decode(string format, string text) =>
        [.. Decoding.Text(format, text).Select(line => JsonDocument.Parse(line).RootElement)];

#pragma warning disable RS0030 // A trusted file of a few kilobytes.
    private static string UnpackText(string zip)
    {
        using var archive = new ZipArchive(File.OpenRead(SharedData.Require(zip)));
        using var reader = new StreamReader(Assert.Single(archive.Entries).Open());
        return reader.ReadToEnd();
    }
#pragma warning restore RS0030
}

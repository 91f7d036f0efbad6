using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Watchfloor.Engine.Tests.Formats;

/// <summary>Random records, written as each format says, decode to the same fields.</summary>
public class TextRoundTripTests
{
    private static readonly Gen<string> Word = Gen.Char["abcdefghijklmnopqrstuvwxyzABCXYZ0123456789_"].Array[1, 8].Select(c => new string(c));

    /// <summary>Text with everything that formats treat as special, but no line ends and no white space at the ends.</summary>
    private static readonly Gen<string> Value = Gen.Char["abc XYZ 019 =|\\\"';,[]{}()^:%\u00e9\u4e2d"].Array[1, 20]
        .Select(c => new string(c).Trim()).Where(text => text.Length > 0);

    private static readonly Gen<(string Key, string Value)[]> Pairs =
        Gen.Select(Word.Select(word => "k" + word), Value, (key, value) => (Key: key, Value: value)).Array[1, 6]
            .Select(pairs => pairs.DistinctBy(pair => pair.Key).ToArray());

    [Fact]
    public void Rfc5424_RoundTrip() => Gen.Select(Gen.Int[0, 191], Word, Word, Word, Pairs, Value).Sample((pri, host, app, id, pairs, message) =>
    {
        var parameters = string.Concat(pairs.Select(pair => $" {pair.Key}=\"{Escape(pair.Value, "\\\"]")}\""));
        var fields = Decode("syslog", $"<{pri}>1 2003-10-11T22:14:15.003Z {host} {app} - - [{id}{parameters}] {message}");
        Assert.Equal(host, fields["hostname"]);
        Assert.Equal(app, fields["appname"]);
        Assert.Equal((pri / 8).ToString(CultureInfo.InvariantCulture), fields["facility"]);
        Assert.Equal((pri % 8).ToString(CultureInfo.InvariantCulture), fields["severity"]);
        Assert.Equal(message, fields["message"]);
        foreach (var (key, value) in pairs) Assert.Equal(value, fields[id + "." + key]);
    });

    [Fact]
    public void Rfc3164_RoundTrip() => Gen.Select(Gen.Int[0, 191], Gen.Bool, Word, Word, Gen.Int[1, 99_999], Value)
        .Sample((pri, withPri, host, app, pid, message) =>
        {
            var fields = Decode("syslog", $"{(withPri ? $"<{pri}>" : "")}Oct  1 22:14:15 {host} {app}[{pid}]: {message}");
            Assert.Equal("Oct  1 22:14:15", fields["timestamp"]);
            Assert.Equal(host, fields["hostname"]);
            Assert.Equal(app, fields["appname"]);
            Assert.Equal(pid.ToString(CultureInfo.InvariantCulture), fields["procid"]);
            Assert.Equal(message, fields["message"]);
            Assert.Equal(withPri, fields.ContainsKey("facility"));
        });

    [Fact]
    public void Cef_RoundTrip() => Gen.Select(Value, Value, Pairs).Sample((vendor, name, pairs) =>
    {
        var extension = string.Join(' ', pairs.Select(pair => pair.Key + "=" + Escape(pair.Value, "\\=")));
        var fields = Decode("cef", $"CEF:0|{Escape(vendor, "\\|")}|p|1|2|{Escape(name, "\\|")}|5|{extension}");
        Assert.Equal(vendor, fields["cef.device_vendor"]);
        Assert.Equal(name, fields["cef.name"]);
        foreach (var (key, value) in pairs) Assert.Equal(value, fields[key]);
    });

    [Fact]
    public void Leef_RoundTrip() => Gen.Select(Word, Pairs, Gen.Char["\t\u00a6#~"].Select(c => c.ToString())).Sample((vendor, pairs, delimiter) =>
    {
        var code = string.Create(CultureInfo.InvariantCulture, $"x{(int)delimiter[0]:X2}");
        var attributes = string.Join(delimiter, pairs.Select(pair => pair.Key + "=" + pair.Value));
        foreach (var header in (string[])[code, "0" + code, delimiter])
        {
            var fields = Decode("leef", $"LEEF:2.0|{vendor}|p|1|id|{header}|{attributes}");
            Assert.Equal(vendor, fields["leef.vendor"]);
            foreach (var (key, value) in pairs) Assert.Equal(value, fields[key]);
        }
    });

    [Fact]
    public void Logfmt_RoundTrip() => Pairs.Sample(pairs =>
    {
        var fields = Decode("logfmt", string.Join(' ', pairs.Select(pair => $"{pair.Key}=\"{Escape(pair.Value, "\\\"")}\"")));
        foreach (var (key, value) in pairs) Assert.Equal(value, fields[key]);
    });

    /// <summary>
    /// Writers do not agree on backslashes, so values that have them, or a quote that looks like the end, are left out; what is made of
    /// those is in the case files.
    /// </summary>
    [Fact]
    public void KeyValue_RoundTrip() => Pairs.Sample(pairs =>
    {
        var plain = pairs.Where(pair => !((string[])["\\", "\" ", "\",", "\";"]).Any(pair.Value.Contains)).ToArray();
        if (plain.Length == 0) return;
        var fields = Decode("keyvalue", string.Join(' ', plain.Select(pair => $"{pair.Key}=\"{Escape(pair.Value, "\"")}\"")));
        foreach (var (key, value) in plain) Assert.Equal(value, fields[key]);
    });

    [Fact]
    public void Auditd_RoundTrip() => Gen.Select(Gen.UInt, Value, Value.Array[1, 12], Gen.Bool).Sample((serial, comm, arguments, inHex) =>
    {
        var written = arguments.Select((argument, i) => $" a{i}={Untrusted(argument, inHex)}");
        var id = $"audit(1600000000.001:{serial})";
        var fields = Decode("auditd", $"""
            type=SYSCALL msg={id}: arch=c000003e syscall=59 a0=1 a1=2 a2=3 a3=4 comm={Untrusted(comm, inHex)}
            type=EXECVE msg={id}: argc={arguments.Length}{string.Concat(written)}
            type=PROCTITLE msg={id}: proctitle={Convert.ToHexString(Encoding.UTF8.GetBytes(string.Join('\0', arguments)))}
            """);
        Assert.Equal("execve", fields["SYSCALL"]);
        Assert.Equal(comm, fields["comm"]);
        Assert.Equal("1", fields["syscall.a0"]);
        Assert.Equal(string.Join(' ', arguments), fields["proctitle"]);
        for (var i = 0; i < arguments.Length; i++) Assert.Equal(arguments[i], fields["a" + i]);
    });

    /// <summary>The kernel writes text in quotes when it can and in hexadecimal when it must; it may always.</summary>
    private static string Untrusted(string text, bool inHex) =>
        inHex || text.Any(c => c is '"' or < '!' or > '~') ? Convert.ToHexString(Encoding.UTF8.GetBytes(text)) : $"\"{text}\"";

    private static string Escape(string text, string special) =>
        string.Concat(text.Select(c => special.Contains(c, StringComparison.Ordinal) ? "\\" + c : c.ToString()));

    private static Dictionary<string, string> Decode(string format, string text)
    {
        using var json = JsonDocument.Parse(Assert.Single(Decoding.Text(format, text)));
        Assert.False(json.RootElement.TryGetProperty("@unparsed", out var reason), $"{reason}: {text}");
        return json.RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.ToString());
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;

namespace Watchfloor.Engine.Tests.Formats;

/// <summary>Random tables, written as each format says, decode to the same values.</summary>
public class TableRoundTripTests
{
    private static readonly Gen<string> Value = Gen.Char["ab Z09,;|\t\"'\\#-=\n\r\u00e9\u4e2d"].Array[0, 12].Select(c => new string(c));
    private static readonly Gen<string[][]> Rows = Gen.Int[1, 5].SelectMany(columns => Value.Array[columns].Array[1, 6]);

    [Fact]
    public void Csv_RoundTrip() => Gen.Select(Rows, Gen.Char[",;\t|"], Gen.Bool).Sample((rows, separator, crlf) =>
    {
        var end = crlf ? "\r\n" : "\n";
        var header = string.Join(separator, Names(rows)) + end;
        var text = header + string.Concat(rows.Select(row => string.Join(separator, row.Select(v => $"\"{v.Replace("\"", "\"\"")}\"")) + end));
        // With one column nothing says what the separator is; it is then of no use either.
        AssertRows(rows, "csv", text, v => v);
    });

    [Fact]
    public void Zeek_RoundTrip() => Rows.Sample(rows =>
    {
        var text = $"#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tp\n#fields\t{string.Join('\t', Names(rows))}\n"
            + string.Concat(rows.Select(row => string.Join('\t', row.Select(Escape)) + "\n"));
        AssertRows(rows, "zeek", text, v => v);

        // As Zeek's ASCII writer does it: whatever would be read as something else is written in hexadecimal.
        static string Escape(string v) => v switch
        {
            "" => "(empty)",
            "-" => "\\x2d",
            _ => string.Concat(v.Select(c => c switch { '\\' => "\\\\", '\t' or '\n' or '\r' or '#' => $"\\x{(int)c:x2}", _ => c.ToString() })),
        };
    });

    [Fact]
    public void W3c_RoundTrip() => Rows.Sample(rows =>
    {
        var text = $"#Version: 1.0\n#Fields: {string.Join(' ', Names(rows))}\n"
            + string.Concat(rows.Select(row => string.Join(' ', row.Select(Plain)) + "\n"));
        AssertRows(rows, "w3c", text, v => Plain(v) == "-" ? null : Plain(v));

        // As IIS does it: no blanks, and something for nothing.
        static string Plain(string v) => new string([.. v.Where(c => c is not ('\t' or '\n' or '\r' or '"' or '#'))]).Replace(' ', '+') is { Length: > 0 } plain ? plain : "-";
    });

    [Fact]
    public void Access_RoundTrip()
    {
        var path = Gen.Char["abc/?=&%.- '\\\"\u00e9"].Array[0, 12].Select(c => "/" + new string(c).Trim());
        Gen.Select(path, Value, Gen.Int[100, 599], Gen.Int[0, 1 << 30], Gen.Bool).Sample((uri, agent, status, bytes, hasHost) =>
        {
            var line = $"{(hasHost ? "www.example.org:8080 " : "")}192.0.2.1 - - [04/Mar/2026:05:06:07 +0100] "
                + $"\"GET {Escape(uri)} HTTP/1.1\" {status.ToString(CultureInfo.InvariantCulture)} {bytes.ToString(CultureInfo.InvariantCulture)} \"-\" \"{Escape(agent)}\"";
            using var json = JsonDocument.Parse(Assert.Single(Decoding.Text("access", line)));
            var fields = json.RootElement;
            Assert.Equal(hasHost, fields.TryGetProperty("cs-host", out _));
            Assert.Equal("192.0.2.1", fields.GetProperty("c-ip").GetString());
            Assert.Equal(uri, fields.GetProperty("cs-uri").GetString());
            Assert.Equal(uri.Split('?')[0], fields.GetProperty("cs-uri-stem").GetString());
            Assert.Equal(status, fields.GetProperty("sc-status").GetInt32());
            Assert.Equal(bytes, fields.GetProperty("sc-bytes").GetInt32());
            Assert.Equal(agent == "-" ? null : agent, fields.GetProperty("cs-user-agent").GetString());
        });

        // As Apache does it.
        static string Escape(string v) => string.Concat(v.Select(c => c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            > '\x7f' => string.Concat(Encoding.UTF8.GetBytes(c.ToString()).Select(b => $"\\x{b:x2}")),
            _ => c.ToString(),
        }));
    }

    private static IEnumerable<string> Names(string[][] rows) => Enumerable.Range(0, rows[0].Length).Select(i => $"f{i}");

    private static void AssertRows(string[][] rows, string format, string text, Func<string, string?> expected)
    {
        var events = Decoding.Text(format, text);
        Assert.Equal(rows.Length, events.Length);
        foreach (var (row, line) in rows.Zip(events))
        {
            using var json = JsonDocument.Parse(line);
            for (var i = 0; i < row.Length; i++) Assert.Equal(expected(row[i]), json.RootElement.GetProperty($"f{i}").GetString());
        }
    }
}

using System.Text;
using System.Text.Json;
using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Platform.Store;
using Watchfloor.Platform.Store.Columns;
using Watchfloor.Platform.Store.Packs;

namespace Watchfloor.Platform.Tests.Store.Packs;

public sealed class PackTests
{
    private static readonly EventCatalog _catalog = EventCatalog.LoadDefault();

    [Theory]
    [InlineData("""{"a":"same","b":1}""", """{"a":"same","b":1}""")]
    [InlineData("""{"a":"x"}""", """{"a":1}""", """{"a":null}""", """{"a":true}""", """{"a":["x",1,null,true,"q\"\\"]}""", """{"a":""}""")]
    [InlineData("""{"a":"1"}""", """{"a":"2"}""", """{"a":"10"}""", """{"a":"-7"}""", """{"a":"123456789012345678"}""")]
    [InlineData("""{"a":"1"}""", """{"a":"02"}""", """{"a":"-0"}""", """{"a":"+4"}""", """{"a":"1234567890123456789"}""", """{"a":"-"}""")]
    [InlineData("""{"a":1}""", """{"a":22}""", """{"a":333}""", """{"a":1.50}""", """{"a":1e3}""")]
    [InlineData("""{"t":"2026-11-24T12:00:00Z"}""", """{"t":"2026-11-24T12:00:01Z"}""", """{"t":"0001-01-01T00:00:00Z"}""", """{"t":"9999-12-31T23:59:59Z"}""")]
    [InlineData("""{"t":"2026-11-24 12:00:00.1234567"}""", """{"t":"2026-11-24 12:00:00.0000001"}""", """{"t":"1969-12-31 23:59:59.9999999"}""")]
    [InlineData("""{"t":"2026-11-24T12:00:00.5Z"}""", """{"t":"2026-11-24T12:00:00.50Z"}""")]
    [InlineData("""{"t":"2026-02-29T12:00:00Z"}""", """{"t":"2026-11-24T24:00:00Z"}""", """{"t":"2026-11-24T12:00:60Z"}""", """{"t":"2026-11-24t12:00:00z"}""")]
    [InlineData("""{"m":"The user anna came from 192.0.2.7 at port 22, and anna went. 2 times. Nothing else to say here.","u":"anna","i":"192.0.2.7","p":22,"k":"2"}""",
        """{"m":"The user bob came from 192.0.2.9 at port 23, and bobby went. 2 times. Nothing else to say here.","u":"bob","i":"192.0.2.9","p":23,"k":"2"}""")]
    [InlineData("""{"m":"\u0001 marks \u0001\u0000 of its own, and a value that is one: \u0001\u0002 end","v":"\u0001\u0002"}""", """{"m":"\u0001 other \u0001\u0005 marks, and enough text that it is long enough","v":"w"}""")]
    [InlineData("""{"m":"grüße an ärger und ähre, die ganz lang sind und mehr als achtundvierzig Bytes haben","v":"ärger"}""", """{"m":"grüße an ähre und mehr, die ganz lang sind und mehr als achtundvierzig Bytes haben","v":"ähre"}""")]
    public void Make_Values_ComeBackAsTheyWere(params string[] lines) => AssertSame("json", string.Join('\n', lines));

    [Fact]
    public void Make_RecordsThatAreNotJson_KeepTheRecord() =>
        AssertSame("syslog", string.Join('\n', Enumerable.Range(0, 50).Select(i => $"<34>Oct 11 22:14:{i:00} mymachine su[{i}]: 'su root' failed for lonvick on /dev/pts/{i % 7}")));

    [Fact]
    public void Make_RandomEvents_ComeBackAsTheyWere()
    {
        var seed = Environment.TickCount;
        for (var round = 0; round < 40; round++, seed++)
        {
            var random = new Random(seed);
            var lines = Enumerable.Range(0, 1 + random.Next(600)).Select(_ => RandomEvent(random)).ToList();
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            AssertSame("json", string.Join('\n', lines));
        }
    }

    [Fact]
    public void Make_MoreShapesAndValuesThanAByteCounts_ComeBackAsTheyWere() =>
        AssertSame("json", string.Join('\n', Enumerable.Range(0, 1_200).Select(i => $$"""{"f{{i % 300}}":{{i}},"w":"{{i % 600}} is one of many"}""")));

    [Fact]
    public void Make_LikeEvents_TakeFewBytes()
    {
        // A message that says the fields again, a time, counters: little of it is news.
        var lines = Enumerable.Range(0, 4_000).Select(i =>
            $$"""{"@timestamp":"{{StoreRun.Noon.AddMilliseconds(i * 10):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}}","RecordNumber":{{i + 7_000}},"pid":"{{1_000 + (i * 7 % 900)}}","message":"Process {{1_000 + (i * 7 % 900)}} of user anna wrote record {{i + 7_000}} of the journal; nobody asked it to"}""");
        using var packs = new PackWriter(_catalog.Names);

        var pack = Make(packs, lines, [.. Enumerable.Range(0, 4_000)]);

        Assert.InRange(pack.Length, 1, 4_000 * 4);
    }

    [Fact]
    public void Read_DamagedBodies_NeverFailOtherwiseThanBySayingSo()
    {
        var random = new Random(7);
        using var packs = new PackWriter(_catalog.Names);
        var lines = Enumerable.Range(0, 200).Select(_ => RandomEvent(random));
        var body = Make(packs, lines, [.. Enumerable.Range(0, 200)])[PackWriter.HeaderLength..].ToArray();
        var refused = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var damaged = body[..(random.Next(4) == 0 ? random.Next(body.Length) : body.Length)];
            for (var change = random.Next(4); change >= 0 && damaged.Length > 0; change--) damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            try
            {
                var pack = new Pack(damaged);
                for (var row = 0; row < pack.Rows; row++) pack.WriteJson(row, 0, new ByteBuffer(), new ByteBuffer());
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 1_000, 2_000);
    }

    private static byte[] Make(PackWriter packs, IEnumerable<string> lines, int[] rows)
    {
        var batch = BatchOf("json", string.Join('\n', lines));
        return packs.Make(batch.Cells, batch.Times, rows).ToArray();
    }

    private static string RandomEvent(Random random)
    {
        var kind = random.Next(4);
        var fields = new List<string> { $"\"EventID\":{4_600 + kind}" };
        string Word() => random.Next(6) switch
        {
            0 => "",
            1 => random.Next(40).ToString(System.Globalization.CultureInfo.InvariantCulture),
            2 => $"{Guid.NewGuid()}",
            3 => "C:\\\\Windows\\\\System32\\\\" + (char)('a' + random.Next(5)) + ".exe",
            4 => StoreRun.Noon.AddSeconds(random.Next(100)).ToString("yyyy-MM-dd HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture),
            _ => new string((char)('a' + random.Next(26)), random.Next(12)) + (random.Next(3) == 0 ? "é\\n\\u0001" : ""),
        };
        var words = Enumerable.Range(0, 2 + kind).Select(_ => Word()).ToList();
        for (var i = 0; i < words.Count; i++)
        {
            if (random.Next(10) == 0) continue;
            fields.Add(random.Next(12) switch
            {
                0 => $"\"f{i}\":null",
                1 => $"\"f{i}\":{random.Next()}",
                2 => $"\"f{i}\":[\"{words[i]}\",{random.Next(9)},false]",
                _ => $"\"f{i}\":\"{words[i]}\"",
            });
        }

        if (random.Next(5) > 0) fields.Insert(random.Next(fields.Count), $"\"Message\":\"An event of kind {kind} with {string.Join(", then\\t", words)} and a tail that is not short.\"");
        return "{" + string.Join(',', fields) + "}";
    }

    private static void AssertSame(string format, string text)
    {
        var expected = new List<string>();
        var batch = BatchOf(format, text, expected);
        // Out of order, as the writer takes them.
        int[] rows = [.. Enumerable.Range(0, batch.Count).OrderBy(i => i * 7_919 % 104_729)];
        using var packs = new PackWriter(_catalog.Names);
        var pack = new Pack(packs.Make(batch.Cells, batch.Times, rows)[PackWriter.HeaderLength..].ToArray());

        Assert.Equal(rows.Length, pack.Rows);
        ByteBuffer json = new(), scratch = new();
        for (var i = 0; i < rows.Length; i++)
        {
            json.Clear();
            pack.WriteJson(i, batch.Times[rows[i]], json, scratch);
            Assert.Equal(expected[rows[i]], Encoding.UTF8.GetString(json.Written));
            using var document = JsonDocument.Parse(json.Written.ToArray());
            foreach (var property in document.RootElement.EnumerateObject())
            {
                var row = new PackRow(pack, i, batch.Times[rows[i]], pack.FieldOf(property.Name == EventColumns.RawField ? PackName.Record : PackName.Field, Encoding.UTF8.GetBytes(property.Name)));
                Assert.True(row.TryGet(new Scratch(), out var kind, out var value));
                Assert.Equal(property.Value.ValueKind == JsonValueKind.String ? property.Value.GetString() : property.Value.GetRawText(), Encoding.UTF8.GetString(value));
                Assert.Equal(property.Value.ValueKind switch { JsonValueKind.String => CellKind.Text, JsonValueKind.Array => CellKind.Array, _ => CellKind.Literal }, kind);
            }
        }
    }

    private static StoreBatch BatchOf(string format, string text, List<string>? expected = null)
    {
        var rows = new StoreBatch(new StoreColumns(_catalog));
        var batch = new EventBatch(_catalog.Names);
        var reader = new EventReader(new MemoryStream(Encoding.UTF8.GetBytes(text + "\n")), FormatRegistry.ByName(format)!, _catalog.Names, DecodeLimits.Default);
        while (reader.Read(batch))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                _catalog.Classify(batch[i]);
                rows.Add(batch[i], new EventContext { Id = new EventId(StoreRun.Noon.ToUnixTimeMilliseconds(), 0, 0, rows.Count), Time = StoreRun.Noon, SourceId = "s", Input = "http", Sender = "192.0.2.7", Retention = RetentionClass.Standard });
                expected?.Add(NaiveJson(batch[i], withRaw: format != "json"));
            }
        }

        return rows;
    }

    /// <summary>The fields as the documentation describes them, written with no thought of speed.</summary>
    private static string NaiveJson(EventView view, bool withRaw)
    {
        var values = new List<(string Name, List<string> Values)>();
        for (var place = 0; place < view.FieldCount; place++)
        {
            var text = Encoding.UTF8.GetString(view.Value(place));
            var value = view.Kind(place) switch
            {
                ValueKind.Null => "null",
                ValueKind.Number or ValueKind.Boolean when IsJson(text) => text,
                _ => Quoted(text),
            };
            var name = view.FieldName(place);
            if (values.Find(v => v.Name == name).Values is { } known) known.Add(value);
            else values.Add((name, [value]));
        }

        var members = values.Select(v => Quoted(v.Name) + ":" + (v.Values.Count == 1 ? v.Values[0] : "[" + string.Join(',', v.Values) + "]"));
        if (withRaw) members = members.Prepend(Quoted(EventColumns.RawField) + ":" + Quoted(Encoding.UTF8.GetString(view.Raw)));
        return "{" + string.Join(',', members) + "}";
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind is JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' => quoted.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}

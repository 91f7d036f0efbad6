using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Watchfloor.Events;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Formats.Json;

/// <summary>The JSON decoders beside the runtime's own reader, and at their limits.</summary>
public sealed class JsonDecoderTests
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Gen.Char['a', 'e'], 0, 3], Gen.String[0, 6],
        OneOf(@"C:\Windows\System32\cmd.exe", "a \"quoted\" word", "\\", "\\\\", "\"", "tab\tline\n", "\u00e9\ud83d\ude00", new string('x', 31), new string('y', 32) + "\\", new string('z', 65)));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    /// <summary>Objects whose keys repeat from one to the next, as in logs, and sometimes do not.</summary>
    private static readonly Gen<Dictionary<string, object?>> Objects = Gen.Recursive<Dictionary<string, object?>>((depth, self) =>
    {
        var leaf = Gen.OneOf(Text.Select(t => (object?)t), Gen.Int.Select(i => (object?)i), Gen.Double[-1e6, 1e6].Select(d => (object?)d), Gen.Bool.Select(b => (object?)b), Gen.Const((object?)null));
        var value = depth > 3 ? leaf : Gen.Frequency((6, leaf), (1, self.Select(o => (object?)o)), (1, leaf.Array[0, 3].Select(a => (object?)a)), (1, self.Array[0, 2].Select(a => (object?)a)));
        return Gen.Dictionary(Gen.OneOf(OneOf("Image", "CommandLine", "a", "b", "Event", "Data"), Text.Where(t => !t.Contains('.', StringComparison.Ordinal))), value)[0, 5];
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Decode_RandomObjects_SameValuesAsTheRuntimesReader(bool relaxed) => Objects.Array[1, 8].Sample(objects =>
    {
        var options = new JsonSerializerOptions { Encoder = relaxed ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping : JavaScriptEncoder.Default };
        var lines = objects.Select(o => JsonSerializer.Serialize(o, options)).ToArray();
        var expected = lines.Select(line => Flat(JsonDocument.Parse(line).RootElement)).ToArray();
        var input = Encoding.UTF8.GetBytes(string.Join('\n', lines));

        Assert.Equal(expected, Decode("jsonl", input, input.Length));
        Assert.Equal(expected, Decode("jsonl", input, 40));
        Assert.Equal(expected, Decode("json", input, 40));
        Assert.Equal(expected, Decode("json", Encoding.UTF8.GetBytes("[\n" + string.Join(",\n", lines) + "\n]"), 17));
    });

    [Theory]
    [InlineData("{\"a\":1} x", "text behind the JSON object at byte 7")]
    [InlineData("[1]", "not a JSON object")]
    [InlineData("{\"a\":1", "JSON object cut short")]
    [InlineData("{\"a\":\"b", "JSON object cut short")]
    [InlineData("{\"a\":tru", "JSON object cut short")]
    [InlineData("{\"a\":troo}", "not JSON at byte 5")]
    [InlineData("{\"a\" 1}", "not JSON at byte 5")]
    [InlineData("{\"a\":1 \"b\":2}", "not JSON at byte 7")]
    [InlineData("{\"a\":[1 2]}", "not JSON at byte 8")]
    [InlineData("{\"a\":-}", "not JSON at byte 6")]
    [InlineData("{,}", "not JSON at byte 1")]
    [InlineData("{\"a\":1,}", "not JSON at byte 7")]
    public void Decode_LineThatIsNoObject_SaysWhyAndReadsTheNext(string line, string reason)
    {
        var batch = OneBatch("jsonl", Encoding.UTF8.GetBytes(line + "\n{\"ok\":1}\n"), DecodeLimits.Default);

        Assert.Equal(2, batch.Count);
        Assert.Equal(reason, batch[0].UnparsedReason);
        Assert.Equal(line, Encoding.UTF8.GetString(batch[0].Raw));
        Assert.Equal(0, batch[0].FieldCount);
        Assert.Null(batch[1].UnparsedReason);
        Assert.Equal(line.Length + 1, batch[1].SourceOffset);
    }

    [Fact]
    public void Decode_ObjectsAtTheLimits_AreReadAndThoseBeyondAreNot()
    {
        var limits = new DecodeLimits { MaxDepth = 3, MaxFields = 4 };
        var batch = OneBatch("jsonl", """
            {"a":{"b":{"c":1}}}
            {"a":{"b":{"c":{"d":1}}}}
            {"a":[[1]]}
            {"a":[[[1]]]}
            {"a":[1,2,3,4]}
            {"a":[1,2,3,4,5]}
            """u8.ToArray(), limits);

        Assert.Equal(
            [null, "JSON nested too deep at byte 15", null, "JSON nested too deep at byte 7", null, "too many values at byte 15"],
            Enumerable.Range(0, batch.Count).Select(i => batch[i].UnparsedReason));
    }

    [Fact]
    public void Decode_KeyTooLongToName_DropsAndCountsItsValuesAndThoseBelow()
    {
        var key = new string('k', FieldNames.MaxNameBytes + 1);
        var batch = OneBatch("jsonl", Encoding.UTF8.GetBytes($$$"""{"{{{key}}}":{"Image":"x","y":[1,2]},"Image":"z"}"""), DecodeLimits.Default);

        var view = batch[0];
        Assert.Equal(1, view.FieldCount);
        Assert.Equal("Image", view.FieldName(0));
        Assert.Equal("z", Encoding.UTF8.GetString(view.Value(0)));
        Assert.Equal(3, batch.DroppedFields);
    }

    [Theory]
    [InlineData("""{"Records":[{"a":1},{"a":2}]}""")]
    [InlineData("""{"records": [ {"a":1} , {"a":2} ], "next":"x"}""")]
    [InlineData("""{"@odata.context":"u","value":[{"a":1},{"a":2}]}""")]
    [InlineData("""[{"a":1},{"a":2}]""")]
    [InlineData("""{"a":1}{"a":2}""")]
    [InlineData("{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n")]
    public void Decode_ObjectsInAnyWrapping_GivesEachOne(string text)
    {
        var input = Encoding.UTF8.GetBytes(text);

        Assert.Equal("json", FormatRegistry.Detect(input)?.Name);
        Assert.Equal([["a=1"], ["a=2"]], Decode("json", input, input.Length));
    }

    /// <summary>A block ends anywhere; a record that does not fit the block, or any block, is handled all the same.</summary>
    [Fact]
    public void Read_LineLongerThanTheLimit_IsReportedAndTheNextIsRead()
    {
        var limits = new DecodeLimits { MaxRecordBytes = 2 << 20, MaxUnparsedBytes = 100 };
        var input = Encoding.UTF8.GetBytes("{\"a\":1}\n{\"long\":\"" + new string('x', 5 << 20) + "\"}\n{\"a\":2}\n");
        var names = new FieldNames();
        var batch = new EventBatch(names);
        var blocks = new LineBlockReader(new MemoryStream(input), FormatRegistry.ByName("jsonl")!, limits);
        var decoder = FormatRegistry.ByName("jsonl")!.Create(names, limits);
        var seen = new List<string>();
        while (blocks.Read(batch, out var isDecoded))
        {
            if (!isDecoded) decoder.Decode(batch, endOfInput: true);
            for (var i = 0; i < batch.Count; i++) seen.Add($"{batch[i].SourceOffset} {batch[i].UnparsedReason ?? "read"} {batch[i].Raw.Length}");
        }

        Assert.Equal(["0 read 7", "8 record longer than 2,097,152 bytes 100", $"{input.Length - 8} read 7"], seen);
    }

    private static EventBatch OneBatch(string format, byte[] input, DecodeLimits limits)
    {
        var names = new FieldNames();
        var batch = new EventBatch(names);
        batch.Load(input);
        Assert.Equal(input.Length, FormatRegistry.ByName(format)!.Create(names, limits).Decode(batch, endOfInput: true));
        return batch;
    }

    private static string[][] Decode(string format, byte[] input, int pieces)
    {
        var events = new List<string[]>();
        Decoding.EachBatch(FormatRegistry.ByName(format)!, input, pieces, DecodeLimits.Default, batch =>
        {
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.True(batch[i].UnparsedReason is null, $"{batch[i].UnparsedReason}: {Encoding.UTF8.GetString(batch[i].Raw)} in {Encoding.UTF8.GetString(input)}");
                var fields = new string[batch[i].FieldCount];
                for (var place = 0; place < fields.Length; place++)
                    fields[place] = $"{batch[i].FieldName(place)}={(batch[i].Kind(place) == ValueKind.Null ? "null" : Encoding.UTF8.GetString(batch[i].Value(place)))}";
                events.Add(fields);
            }
        });
        return [.. events];
    }

    /// <summary>The reference: a walk over the runtime's document.</summary>
    private static string[] Flat(JsonElement root)
    {
        var fields = new List<string>();
        foreach (var property in root.EnumerateObject()) Add(property.Name, property.Value);
        return [.. fields];

        void Add(string path, JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object when value.EnumerateObject().Any():
                    foreach (var property in value.EnumerateObject()) Add($"{path}.{property.Name}", property.Value);
                    break;
                case JsonValueKind.Array when value.GetArrayLength() > 0:
                    foreach (var item in value.EnumerateArray()) Add(path, item);
                    break;
                case JsonValueKind.String:
                    fields.Add($"{path}={value.GetString()}");
                    break;
                case JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null:
                    fields.Add($"{path}=null");
                    break;
                default:
                    fields.Add($"{path}={value.GetRawText()}");
                    break;
            }
        }
    }
}

using System.Text;
using CsCheck;
using Watchfloor.Events;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Formats;

/// <summary>What must hold for the decoders of text whatever the bytes are.</summary>
public class AnyBytesTests
{
    /// <summary>Pieces that formats look at, so that random input gets deep into them.</summary>
    private static readonly string[] Fragments =
    [
        "<34>", "9 ", "12! ", "1 ", "- ", "2003-10-11T22:14:15.003Z ", "Oct 11 22:14:15 ", "host ", "app[1]: ", "[id a=\"b\\\"\"]", "[", "]", "\"", "'", "\\",
        "CEF:0|", "LEEF:2.0|", "x09|", "|", "a=b ", "cs1Label=", "=", " ", "\t", ",", "type=SYSCALL ", "type=EXECVE ", "type=PROCTITLE ", "node=n ",
        "msg=audit(1.1:1): ", "msg=audit(1.1:2): ", "audit(", "a0=\"x\" ", "a1[0]=C3 ", "proctitle=4100 ", "key=61016200 ", "\u001d", "avc:  denied  { r } ",
        "#separator \\x09\n", "#fields\ta\tb\n", "#types\tset[string]\tcount\n", "(empty)", "#Fields: a b\n", "#Fields: a,b\n", "a,b\n", "\"\"", ";",
        "<Event>", "</Event>", "<EventData>", "</EventData>", "<Data Name='a'>", "</Data>", "&lt;", "<![CDATA[", "]]>", "<!--", "-->", "<Event ", "/>", ">",
        "1.2.3.4 - - [04/Mar/2026:05:06:07 +0100] ", "\"GET / HTTP/1.1\" 200 5", "[Wed Mar 04 05:06:07 2026] ", "[client 1.2.3.4:5] ", "\\x41",
        "level=info ", "msg=\"", "{\"a\":1}", "@cee:", "\n", "\r\n", "\n\n", "\0", "\uFEFF", "\u00e9", "\ud83d\ude00",
    ];

    /// <summary>Formats whose header lines, or whose surroundings of records, are no events.</summary>
    private static readonly string[] WithHeaders = ["winxml", "zeek", "w3c", "csv", "syslog-framed"];

    public static TheoryData<string> AllFormats => [.. TextFormats.Select(row => row.Data), .. WithHeaders];

    public static TheoryData<string> TextFormats => ["syslog", "cef", "leef", "auditd", "keyvalue", "logfmt", "text", "access", "apache-error"];

    private static readonly Gen<byte[]> Input =
        Gen.OneOf(Gen.Int[0, Fragments.Length - 1].Select(i => Encoding.UTF8.GetBytes(Fragments[i])), Gen.Byte.Array[0, 3])
            .Array[0, 40].Select(parts => parts.SelectMany(part => part).ToArray());

    [Theory]
    [MemberData(nameof(AllFormats))]
    public void Decode_AnyBytes_ValuesAreValidTextInsideTheArena(string name) => Input.Sample(input =>
        Decoding.EachBatch(FormatRegistry.ByName(name)!, input, Math.Max(1, input.Length), DecodeLimits.Default, batch =>
        {
            for (var i = 0; i < batch.Count; i++)
                for (var place = 0; place < batch[i].FieldCount; place++)
                    Assert.True(System.Text.Unicode.Utf8.IsValid(batch[i].Value(place)), batch[i].FieldName(place));
        }));

    /// <summary>Every byte of a line that is not empty belongs to exactly one event; joined audit events may enclose others.</summary>
    [Theory]
    [MemberData(nameof(TextFormats))]
    public void Decode_AnyBytes_NoByteIsLost(string name) => Input.Sample(input =>
    {
        var seen = new int[input.Length];
        Decoding.EachBatch(FormatRegistry.ByName(name)!, input, Math.Max(1, input.Length), DecodeLimits.Default, batch =>
        {
            for (var i = 0; i < batch.Count; i++)
                for (var at = 0; at < batch[i].Raw.Length; at++)
                    seen[batch[i].SourceOffset + at]++;
        });
        for (var at = 0; at < input.Length; at++)
        {
            if (seen[at] == 0) Assert.True(IsLineEnd(input, at), $"byte {at} is in no event");
            if (name != "auditd") Assert.True(seen[at] <= 1, $"byte {at} is in {seen[at]} events");
        }
    });

    [Theory]
    [MemberData(nameof(AllFormats))]
    public void Decode_AnyBytesInPieces_SameEvents(string name) => Gen.Select(Input, Gen.Int[1, 30]).Sample((input, piece) =>
        Assert.Equal(
            Decoding.Whole(FormatRegistry.ByName(name)!, input),
            Decoding.InPieces(FormatRegistry.ByName(name)!, input, piece)));

    [Theory]
    [MemberData(nameof(AllFormats))]
    public void Decode_AnyBytesThroughTheReader_SameEvents(string name) => Input.Sample(input =>
    {
        var format = FormatRegistry.ByName(name)!;
        var names = new FieldNames();
        var reader = new EventReader(new MemoryStream(input), format, names, DecodeLimits.Default);
        var batch = new EventBatch(names);
        var events = new List<string>();
        while (reader.Read(batch))
            for (var i = 0; i < batch.Count; i++) events.Add(EventNdjson.Write(batch[i]));
        Assert.Equal(Decoding.Whole(format, input), events);
    });

    /// <summary>Line ends, and the byte order mark that a stream may begin with.</summary>
    private static bool IsLineEnd(byte[] input, int at) =>
        input[at] is (byte)'\n' or (byte)'\r' || (at < 3 && input.AsSpan().StartsWith("\uFEFF"u8));
}

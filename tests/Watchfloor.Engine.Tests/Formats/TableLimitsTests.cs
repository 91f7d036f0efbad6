using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Formats;

/// <summary>The bounds of <see cref="DecodeLimits"/>, for tables.</summary>
public class TableLimitsTests
{
    [Theory]
    [InlineData("zeek", "#fields\ta\tb\n#types\tset[string]\tstring\n1,2,3\t4\n1,2\t3\n")]
    [InlineData("w3c", "#Fields: a b c d\n1 2 3 4\n#Fields: a b c\n1 2 3\n")]
    [InlineData("w3c", "#Fields: a,b,c,d\n1,2,3,4\n#Fields: a,b,c\n1,2,3\n")]
    [InlineData("csv", "a,b,c,d\n1,2,3,4\n1,2,3\n")]
    [InlineData("access", "h - u [04/Mar/2026:05:06:07 +0100] \"-\" 200 5 \"r\" \"a\" 1 2 3\nh - u [04/Mar/2026:05:06:07 +0100] \"-\" 200 5 \"r\" \"a\"\n", 8)]
    public void Decode_MoreValuesThanTheLimit_IsUnparsedAndTheNextIsRead(string format, string text, int limit = 3)
    {
        var events = Whole(format, text, new DecodeLimits { MaxFields = limit });

        Assert.Equal(2, events.Length);
        Assert.Contains($"\"@unparsed\":\"more than {limit} values\"", events[0], StringComparison.Ordinal);
        Assert.DoesNotContain("@unparsed", events[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_RowBeyondTheLimit_IsUnparsedAndTheNextIsRead()
    {
        var events = Whole("csv", $"a,b\n1,{new string('x', 60)}\n1,2\n", new DecodeLimits { MaxRecordBytes = 60, MaxUnparsedBytes = 4 });

        Assert.Equal(2, events.Length);
        Assert.Contains("\"@offset\":4,\"@length\":4,\"@unparsed\":\"record longer than 60 bytes\"", events[0], StringComparison.Ordinal);
        Assert.Contains("\"b\":\"2\"", events[1], StringComparison.Ordinal);
    }

    /// <summary>Without the bound a stray quote would take in the rest of the table, up to the longest record.</summary>
    [Fact]
    public void Csv_QuoteThatIsNeverClosed_CostsItsLineOnly()
    {
        var text = "a,b\n1,\"open\n" + string.Concat(Enumerable.Range(0, 200).Select(i => $"{i},x\n"));
        var format = FormatRegistry.ByName("csv")!;
        var events = Decoding.InPieces(format, Encoding.UTF8.GetBytes(text), 50, new DecodeLimits { MaxRecordBytes = 400 });

        Assert.Equal(201, events.Length);
        Assert.Single(events, e => e.Contains("a quote that is not closed", StringComparison.Ordinal));
        Assert.DoesNotContain("@unparsed", events[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void WinXml_RecordBeyondTheLimit_IsUnparsedAndTheNextIsRead()
    {
        var events = Whole(
            "winxml", $"<Event ><EventData><Data>{new string('x', 60)}</Data></EventData></Event><Event ><System/></Event>", new DecodeLimits { MaxRecordBytes = 60 });

        Assert.Equal(2, events.Length);
        Assert.Contains("\"@unparsed\":\"record longer than 60 bytes\"", events[0], StringComparison.Ordinal);
        Assert.DoesNotContain("@unparsed", events[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello, world\nfine, thanks\n")]
    [InlineData("Dear Anna, how are you\n")]
    [InlineData("a,b,c\n")]
    [InlineData("{\"a\":1,\"b\":2}\n{\"a\":1,\"b\":2}\n")]
    [InlineData("a=1,b=2,c=3\na=1,b=2,c=3\n")]
    [InlineData("2026-03-04,05:06:07,x\n2026-03-04,05:06:07,x\n")]
    [InlineData("a,a,b\n1,2,3\n1,2,3\n")]
    [InlineData("one, two, three\nfour\nfive, six\nseven\n")]
    public void Csv_TextWithCommas_IsNotDetected(string text) =>
        Assert.Equal(0, FormatRegistry.ByName("csv")!.Sniff(Encoding.UTF8.GetBytes(text)));

    private static string[] Whole(string format, string text, DecodeLimits limits) =>
        Decoding.Whole(FormatRegistry.ByName(format)!, Encoding.UTF8.GetBytes(text), limits);
}

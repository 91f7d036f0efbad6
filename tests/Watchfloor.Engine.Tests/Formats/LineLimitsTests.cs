using System.Text;
using Watchfloor.Events;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Formats;

/// <summary>The bounds of <see cref="DecodeLimits"/>, for the formats of text.</summary>
public class LineLimitsTests
{
    [Fact]
    public void Decode_LineAtTheLimit_IsRead()
    {
        var limits = new DecodeLimits { MaxRecordBytes = 10 };
        Assert.DoesNotContain("@unparsed", Assert.Single(Whole("text", "0123456789\n", limits)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("auditd")]
    public void Decode_LineBeyondTheLimit_IsUnparsedAndTheNextIsRead(string format)
    {
        var limits = new DecodeLimits { MaxRecordBytes = 60, MaxUnparsedBytes = 4 };
        var next = "type=A msg=audit(1.1:1): x=1";
        var events = Whole(format, $"type=A msg=audit(1.1:2): {new string('x', 60)}\n{next}\n", limits);
        Assert.Equal(2, events.Length);
        Assert.Contains("\"@offset\":0,\"@length\":4,\"@unparsed\":\"record longer than 60 bytes\"", events[0], StringComparison.Ordinal);
        Assert.DoesNotContain("@unparsed", events[1], StringComparison.Ordinal);
    }

    [Fact]
    public void LineBlockReader_LineBeyondTheLimit_IsGivenUpAndTheNextIsRead()
    {
        var input = Encoding.UTF8.GetBytes(new string('x', 3 << 20) + "\nnext\n");
        var reader = new LineBlockReader(new MemoryStream(input), FormatRegistry.ByName("text")!, new DecodeLimits { MaxRecordBytes = 60 });
        var batch = new EventBatch(new FieldNames());
        Assert.True(reader.Read(batch, out var isDecoded));
        Assert.True(isDecoded);
        Assert.Equal((1, "record longer than 60 bytes"), (batch.Count, batch[0].UnparsedReason));
        Assert.True(reader.Read(batch, out isDecoded));
        Assert.False(isDecoded);
        Assert.Equal("next\n"u8, batch.Input);
        Assert.False(reader.Read(batch, out _));
    }

    [Theory]
    [InlineData("keyvalue", "a=1 b=2 c=3 d=4")]
    [InlineData("logfmt", "a=1 b=2 c=3 d=4")]
    [InlineData("cef", "CEF:0|v|p|1|2|n|5|a=1 b=2")]
    [InlineData("leef", "LEEF:1.0|v|p|1|2|a=1\tb=2")]
    [InlineData("syslog", "<1>1 - - - - - [i a=\"1\" b=\"2\" c=\"3\" d=\"4\"]")]
    [InlineData("auditd", "type=A msg=audit(1.1:1): a=1 b=2")]
    public void Decode_MoreFieldsThanTheLimit_IsUnparsed(string format, string line)
    {
        var events = Whole(format, line, new DecodeLimits { MaxFields = 3 });
        Assert.Contains("\"@unparsed\":\"more than 3 values\"", Assert.Single(events), StringComparison.Ordinal);
    }

    /// <summary>Without the bound on open events the decoder would ask for a longer block until the reader gives the block up.</summary>
    [Fact]
    public void Auditd_EventThatNeverEnds_LeavesWithinHalfARecord()
    {
        var limits = new DecodeLimits { MaxRecordBytes = 1_000 };
        var lines = string.Concat(Enumerable.Repeat("type=PATH msg=audit(1.1:1): item=0\n", 100));
        var bytes = Encoding.UTF8.GetBytes(lines);
        var records = 0;
        Decoding.EachBatch(FormatRegistry.ByName("auditd")!, bytes, 100, limits, batch =>
        {
            Assert.InRange(batch.InputLength, 0, 700);
            for (var i = 0; i < batch.Count; i++)
            {
                Assert.Null(batch[i].UnparsedReason);
                records += batch[i].Raw.Count((byte)'P');
            }
        });
        Assert.Equal(100, records);
    }

    [Fact]
    public void Auditd_SixtyFourNewerEvents_CompleteAnOldOne()
    {
        var newer = Enumerable.Range(2, 64).Select(serial => $"type=PATH msg=audit(1.1:{serial}): item=0\n");
        var events = Whole("auditd", $"type=PATH msg=audit(1.1:1): item=0\n{string.Concat(newer)}type=CWD msg=audit(1.1:1): cwd=\"/\"\n", null);
        Assert.Equal(66, events.Length);
        Assert.Contains("\"cwd\":\"/\"", events[^1], StringComparison.Ordinal);
    }

    /// <summary>Sixty-three newer events do not: the record still finds its event.</summary>
    [Fact]
    public void Auditd_SixtyThreeNewerEvents_LeaveAnOldOneOpen()
    {
        var newer = Enumerable.Range(2, 63).Select(serial => $"type=PATH msg=audit(1.1:{serial}): item=0\n");
        var events = Whole("auditd", $"type=PATH msg=audit(1.1:1): item=0\n{string.Concat(newer)}type=CWD msg=audit(1.1:1): cwd=\"/\"\n", null);
        Assert.Equal(64, events.Length);
        Assert.Contains("\"cwd\":\"/\"", events[0], StringComparison.Ordinal);
    }

    private static string[] Whole(string format, string text, DecodeLimits? limits) =>
        Decoding.Whole(FormatRegistry.ByName(format)!, Encoding.UTF8.GetBytes(text), limits);
}

using System.Buffers.Binary;
using Watchfloor.Events;
using Watchfloor.Formats;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>Broken and hostile logs: the damage is reported where it is, the rest is read.</summary>
public sealed class DamageTests
{
    private const int ChunkAt = LogFile.HeaderBytes;
    private const int FirstRecord = ChunkAt + 512;

    private static readonly Template s_template = new(
        new Guid("CCCCCCCC-0000-0000-0000-000000000003"),
        Make.Event(Make.El("EventData", Make.Data("A", Make.Slot(0)))));

    [Fact]
    public void Read_WholeFile_ReportsNothing()
    {
        var file = LogFile.OfRecords(Record("1"), Record("2"));
        var events = EvtxLog.Read(file);

        Assert.Equal(["1", "2"], Good(events));
        Assert.Equal(2, events.Count);
        Assert.Equal(FirstRecord, events[0].Offset);
        Assert.Equal(file[FirstRecord..(FirstRecord + events[0].Raw.Length)], events[0].Raw);
        Assert.Equal(FirstRecord + events[0].Raw.Length, events[1].Offset);
    }

    [Theory]
    [InlineData(8, "the file header's checksum is wrong")]
    [InlineData(ChunkAt + 60, "the chunk header's checksum is wrong")]
    [InlineData(ChunkAt + 200, "the chunk header's checksum is wrong")]
    [InlineData(FirstRecord + 16, "the checksum of the chunk's records is wrong")]
    public void Read_OneWrongByte_ReportsTheChecksumAndReadsEachRecord(int at, string reason)
    {
        var file = LogFile.OfRecords(Record("1"), Record("2"));
        file[at] ^= 1;
        var events = EvtxLog.Read(file);

        Assert.Equal(["1", "2"], Good(events));
        Assert.Equal(reason, Assert.Single(events, e => e.Unparsed is not null).Unparsed);
    }

    [Fact]
    public void Read_ChunkWithoutChecksums_IsNotTested()
    {
        var file = LogFile.OfRecords(Record("1"));
        file[ChunkAt + 120] = 4;
        file[ChunkAt + 52] ^= 1;

        Assert.Null(Assert.Single(EvtxLog.Read(file)).Unparsed);
    }

    [Theory]
    [InlineData(511)]
    [InlineData(ChunkWriter.Bytes + 1)]
    [InlineData(-1)]
    public void Read_RecordsThatEndOutsideTheChunk_ReportsTheirChecksumAndReadsThem(int freeSpace)
    {
        var file = LogFile.OfRecords(Record("1"));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(ChunkAt + 48), freeSpace);
        var events = EvtxLog.Read(file);

        Assert.Equal(["1"], Good(events));
        Assert.Equal(1, events.CountOf("the checksum of the chunk's records is wrong"));
    }

    [Fact]
    public void Read_TornRecord_ReportsItsBytesAndReadsTheNext()
    {
        var file = LogFile.OfRecords(Record("1"), Record("2"), Record("3"));
        var whole = EvtxLog.Read(file);
        file[whole[2].Offset - 4] ^= 1; // the second record's second size

        var events = EvtxLog.Read(file);
        var torn = Assert.Single(events, e => e.Unparsed?.StartsWith("a torn record", StringComparison.Ordinal) == true);

        Assert.Equal(["1", "3"], Good(events));
        Assert.Equal(whole[1].Offset, torn.Offset);
        Assert.Equal(whole[1].Raw.Length, torn.Raw.Length);
        Assert.All(events, e => Assert.Null(e["evtx.carved"])); // its first size leads on
    }

    [Fact]
    public void Read_NoSignatureWhereARecordIsExpected_ReportsItAndReadsTheNext()
    {
        var file = LogFile.OfRecords(Record("1"), Record("2"), Record("3"));
        file[EvtxLog.Read(file)[1].Offset] ^= 1;
        var events = EvtxLog.Read(file);

        Assert.Equal(["1", "3"], Good(events));
        Assert.Equal(1, events.CountOf("no record where one is expected"));
        Assert.Equal([null, "true"], events.Good().Select(e => e["evtx.carved"]));
    }

    [Fact]
    public void Read_FaultWithinARecord_ReportsTheRecordAndReadsTheNext()
    {
        var file = LogFile.OfRecords(Record("1"), new byte[] { 0x1B }, Record("3"));
        var events = EvtxLog.Read(file);

        Assert.Equal(["1", "3"], Good(events));
        Assert.Equal("an unknown token between elements", events[1].Unparsed);
        Assert.Empty(events[1].Fields);
    }

    [Fact]
    public void Read_FileCutInsideAChunk_ReadsTheRecordsBeforeTheCut()
    {
        var file = LogFile.OfRecords(Record("1"), Record("2"), Record("3"));
        var third = (int)EvtxLog.Read(file)[2].Offset;
        var events = EvtxLog.Read(file[..(third + 40)]);

        Assert.Equal(["1", "2"], Good(events));
        Assert.Equal("the file ends inside a chunk", events[0].Unparsed);
        Assert.Equal(third, events[^1].Offset);
        Assert.NotNull(events[^1].Unparsed);
    }

    [Theory]
    [InlineData(100, "the file ends inside its header")]
    [InlineData(LogFile.HeaderBytes + 100, "the file ends inside a chunk's header")]
    public void Read_FileCutInsideAHeader_ReportsIt(int length, string reason) =>
        Assert.Equal(reason, Assert.Single(EvtxLog.Read(LogFile.OfRecords(Record("1"))[..length])).Unparsed);

    [Theory]
    [InlineData(0)]
    [InlineData(LogFile.HeaderBytes)]
    public void Read_NothingBehindTheHeader_IsNoEvent(int length) => Assert.Empty(EvtxLog.Read(LogFile.OfRecords()[..length]));

    [Fact]
    public void Read_ChunkWithoutFileHeader_ReadsIt()
    {
        var chunk = LogFile.OfRecords(Record("1"))[ChunkAt..];

        Assert.Equal(["1"], Good(EvtxLog.Read(chunk)));
        Assert.Equal("evtx", FormatRegistry.Detect(chunk)?.Name);
        Assert.Equal("evtx", FormatRegistry.Detect(LogFile.OfRecords())?.Name);
    }

    [Fact]
    public void Read_FileHeaderOverwritten_FindsTheChunks()
    {
        var file = LogFile.OfChunks([Record("1")], [Record("2")]);
        file.AsSpan(0, LogFile.HeaderBytes).Fill(0xAA);
        var events = EvtxLog.Read(file);

        Assert.Equal(["1", "2"], Good(events));
        Assert.Equal("no chunk signature where a chunk is expected", Assert.Single(events, e => e.Unparsed is not null).Unparsed);
    }

    [Fact]
    public void Read_BytesInsertedBetweenChunks_FindsTheNextChunk()
    {
        var file = LogFile.OfChunks([Record("1")], [Record("2")], [Record("3")]);
        var second = ChunkAt + ChunkWriter.Bytes;
        var events = EvtxLog.Read([.. file[..second], .. Enumerable.Repeat((byte)7, 777), .. file[second..]]);

        Assert.Equal(["1", "2", "3"], Good(events));
        var report = Assert.Single(events, e => e.Unparsed is not null);
        Assert.Equal((second, 777), (report.Offset, report.Raw.Length));
    }

    [Fact]
    public void Read_ChunkWithoutSignature_CarvesItsRecords()
    {
        var file = LogFile.OfRecords(Record("1"), Record("2"));
        file.AsSpan(ChunkAt, 8).Clear();
        var events = EvtxLog.Read(file);

        Assert.Equal(["1", "2"], Good(events));
        Assert.Equal(1, events.CountOf("no chunk signature where a chunk is expected"));
    }

    [Fact]
    public void Read_TemplateLostWithItsRecord_IsTakenFromAnEarlierChunk()
    {
        var file = LogFile.OfChunks([Record("1")], [Record("2"), Record("3")]);
        var second = EvtxLog.Read(file)[1];
        file.AsSpan((int)second.Offset, second.Raw.Length).Fill(0xEE);
        var events = EvtxLog.Read(file);

        Assert.Equal(["1", "3"], Good(events));
        Assert.Equal(1, events.CountOf("no record where one is expected"));
    }

    [Fact]
    public void Read_TemplateLostAndNeverSeen_ReportsTheRecord()
    {
        var file = LogFile.OfRecords(Record("2"), Record("3"));
        var first = EvtxLog.Read(file)[0];
        file.AsSpan((int)first.Offset, first.Raw.Length).Fill(0xEE);
        var events = EvtxLog.Read(file);

        Assert.Empty(Good(events));
        Assert.Equal(1, events.CountOf("the record's template is not where the record says"));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(14)]
    public void Read_HeaderOlderThanItsRecords_ReadsOnAsLongAsTheNumbersGoOn(ulong leftOver)
    {
        var writer = new ChunkWriter();
        foreach (var number in (ulong[])[10, 11, 12, leftOver]) writer.Add(number, Record($"{number}"));
        var file = LogFile.Of(writer.Finish());
        var records = EvtxLog.Read(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(ChunkAt + 48), (int)records[1].Offset - ChunkAt);

        Assert.Equal(["10", "11", "12", $"{leftOver}"], Good(records));
        Assert.Equal(["10", "11", "12"], Good(EvtxLog.Read(file))); // the last is left over from an earlier use of the chunk
    }

    [Fact]
    public void Read_ZerosBetweenTheLastRecordAndTheFreeSpace_AreNoDamage()
    {
        var file = LogFile.OfRecords(Record("1"));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(ChunkAt + 48), ChunkWriter.Bytes);
        file[ChunkAt + 120] = 4; // its checksums are no longer right

        Assert.Null(Assert.Single(EvtxLog.Read(file)).Unparsed);
    }

    [Fact]
    public void Read_RecordWithoutSize_ReadsItToTheNextOne()
    {
        var file = LogFile.OfRecords(Record("1"), Record("2"), Record("3"));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan((int)EvtxLog.Read(file)[1].Offset + 4), 0);

        Assert.Equal(["1", "2", "3"], Good(EvtxLog.Read(file)));
    }

    [Fact]
    public void Read_RecordLongerThanTheLimit_IsReported() =>
        Assert.Equal(
            ["the record is longer than the limit"],
            EvtxLog.Read(LogFile.OfRecords(Record("1")), DecodeLimits.Default with { MaxRecordBytes = 100 }).Select(e => e.Unparsed));

    [Fact]
    public void Read_MoreValuesThanTheLimit_IsReported()
    {
        var file = LogFile.OfRecords(new Instance(s_template, new Value(0x84, new byte[20])), Record("2"));
        var events = EvtxLog.Read(file, DecodeLimits.Default with { MaxFields = 20 });

        Assert.Equal(["the record has more values than the limit", null], events.Select(e => e.Unparsed));
        Assert.Null(EvtxLog.Read(file, DecodeLimits.Default with { MaxFields = 22 })[0].Unparsed);
    }

    [Fact]
    public void Read_ElementsDeeperThanTheLimit_IsReported()
    {
        var deep = Enumerable.Range(0, 100).Aggregate(Make.El("Leaf", Make.Text("x")), (inner, _) => Make.El("D", inner));
        var file = LogFile.OfRecords(new Instance(new Template(Guid.Empty, Make.Event(Make.El("UserData", deep)))), Record("2"));

        Assert.Equal(["elements nest deeper than the limit", null], EvtxLog.Read(file).Select(e => e.Unparsed));
        Assert.Equal("x", EvtxLog.Read(file, DecodeLimits.Default with { MaxDepth = 104 })[0]["Leaf"]);
    }

    [Fact]
    public void Read_FragmentsDeeperThanTheLimit_IsReported()
    {
        var inner = new Template(new Guid(7, 0, 0, new byte[8]), Make.El("D", Make.Slot(0, type: 0x21)));
        var value = Value.Nested(Make.El("Leaf", Make.Text("x")));
        for (var i = 0; i < 70; i++) value = Value.Nested(new Instance(inner, value));
        var outer = new Template(Guid.Empty, Make.Event(Make.El("UserData", Make.Slot(0, type: 0x21))));

        Assert.Equal(
            ["fragments nest deeper than the limit", null],
            EvtxLog.Read(LogFile.OfRecords(new Instance(outer, value), Record("2"))).Select(e => e.Unparsed));
    }

    [Fact]
    public void Read_ValueUsedManyTimes_StopsAtTheBudgetOfTheChunk()
    {
        var many = Enumerable.Range(0, 2_000).Select(_ => (Xml)Make.El("Data", Make.Slot(0))).ToArray();
        var bomb = new Template(Guid.Empty, Make.Event(Make.El("EventData", many)));
        var events = EvtxLog.Read(LogFile.OfRecords(new Instance(bomb, Value.Of(new string('x', 2_000))), Record("2")));

        Assert.Equal("the chunk asks for more work than the limit", events[0].Unparsed);
    }

    [Fact]
    public void Read_FragmentsThatMultiply_StopAtTheBudgetOfTheChunk()
    {
        var twice = Enumerable.Range(0, 8).Select(_ => (Xml)Make.Slot(0, type: 0x21)).ToArray();
        var doubling = new Template(new Guid(7, 0, 0, new byte[8]), Make.El("D", twice));
        var value = Value.Nested(Make.El("Leaf", Make.Text("x")));
        for (var i = 0; i < 40; i++) value = Value.Nested(new Instance(doubling, value));
        var outer = new Template(Guid.Empty, Make.Event(Make.El("UserData", Make.Slot(0, type: 0x21))));
        var events = EvtxLog.Read(LogFile.OfRecords(new Instance(outer, value)), DecodeLimits.Default with { MaxFields = int.MaxValue });

        Assert.Equal("the chunk asks for more work than the limit", Assert.Single(events).Unparsed);
    }

    [Fact]
    public void Read_ReportedBytes_AreCutAtTheLimit()
    {
        var file = LogFile.OfRecords(Record("1"));
        file.AsSpan(ChunkAt, 8).Fill(1);

        Assert.Equal(64, EvtxLog.Read(file, DecodeLimits.Default with { MaxUnparsedBytes = 64 })[0].Raw.Length);
    }

    private static Instance Record(string value) => new(s_template, Value.Of(value));

    private static IEnumerable<string?> Good(IEnumerable<LogEvent> events) => events.Good().Select(e => e["A"]);
}

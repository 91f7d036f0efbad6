namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>
/// Logs known to break readers, with the counts that others have published for them. They stop where a chunk's chain of records
/// breaks, so their counts are those of the records in place; what this reader finds behind that is marked as carved.
/// </summary>
public sealed class SampleCountTests
{
    private const string WrongHeaderChecksum = "the chunk header's checksum is wrong";
    private const string WrongDataChecksum = "the checksum of the chunk's records is wrong";
    private const string TornRecord = "a torn record: the size at its end is not the size at its start";
    private const string NoChunk = "no chunk signature where a chunk is expected";
    private const string NoTemplate = "the record's template is not where the record says";

    [Theory]
    [InlineData("sample-with-irregular-bool-values.evtx", 3_028)]
    [InlineData("Application_no_crc32.evtx", 17)]
    [InlineData("security.evtx", 2_261)]
    [InlineData("2-vss_7-System.evtx", 1_160)]
    [InlineData("Security_with_size_t.evtx", 636)]
    [InlineData("Security_short_selected.evtx", 7)]
    [InlineData("new-user-security.evtx", 4)]
    [InlineData("MSExchange_Management_wec.evtx", 1)]
    [InlineData("issue_201.evtx", 1)]
    public void Read_WholeLog_ReadsEachRecordAndReportsNothing(string file, int records)
    {
        var events = Sample(file);

        Assert.Equal(records, events.Count);
        Assert.Equal(records, InPlace(events).Count());
        Assert.All(events, e => Assert.Null(e.Unparsed));
    }

    [Fact]
    public void Read_WrongHeaderChecksum_ReportsItAndReadsEachRecord()
    {
        var events = Sample("security_bad_string_cache.evtx");

        Assert.Equal(2_261, events.Good().Count());
        Assert.Equal([WrongHeaderChecksum], Reasons(events));
    }

    [Fact]
    public void Read_RecordWithoutSize_ReadsItAndCarvesWhatFollows()
    {
        var events = Sample("sample-with-zero-data-size-event.evtx");

        Assert.Equal(336, InPlace(events).Count()); // published
        Assert.Equal(114, events.Count(IsCarved));
        Assert.Equal(Enumerable.Range(4, 114).Select(i => (ulong)i), events.Where(IsCarved).Select(e => e.RecordId));
        Assert.Equal(Enumerable.Range(1, 450).Select(i => (ulong)i), events.Good().Select(e => e.RecordId));
        Assert.Equal([WrongDataChecksum], Reasons(events));
        Assert.Equal("6005", events.Good().ElementAt(2)["EventID"]);
    }

    [Fact]
    public void Read_ChunksWithoutSignature_ReportsThemAndCarvesTheirRecords()
    {
        var events = Sample("sample_with_a_bad_chunk_magic.evtx");
        var broken = events.Where(e => e.Unparsed == NoChunk).Select(e => e.Offset).ToList();

        Assert.Equal(270, InPlace(events).Count()); // published, with two chunks that cannot be read
        Assert.Equal([397_312, 659_456], broken);
        Assert.Equal(3, events.CountOf(TornRecord)); // their second half is zeros
        Assert.Equal(3, events.CountOf(WrongDataChecksum));
        Assert.Equal(31, events.Count(e => IsCarved(e) && e.Offset is > 462_848 + 8_192 and < 462_848 + 65_536));
        Assert.Equal(31 + 15 + 67, events.Count(IsCarved) + events.CountOf(NoTemplate));
    }

    [Theory]
    [InlineData("Microsoft-Windows-HelloForBusiness%4Operational.evtx", 5)]
    [InlineData("Microsoft-Windows-LanguagePackSetup%4Operational.evtx", 16)]
    public void Read_LogTornWithinARecord_ReportsTheTornRecord(string file, int whole)
    {
        var events = Sample(file);

        Assert.Equal(whole, events.Good().Count());
        Assert.Equal([WrongDataChecksum, TornRecord], Reasons(events));
    }

    [Fact]
    public void Read_ForeignBytesBehindTheChunks_ReportsEachPiece()
    {
        var events = Sample("sysmon.evtx");

        Assert.Equal(358, events.Good().Count());
        Assert.Equal(Enumerable.Repeat(NoChunk, 8), Reasons(events));
    }

    /// <summary>The records to which the chain of their chunk leads, the torn ones too.</summary>
    private static IEnumerable<LogEvent> InPlace(IEnumerable<LogEvent> events) =>
        events.Where(e => e.Unparsed is null ? !IsCarved(e) : e.Unparsed == TornRecord);

    private static bool IsCarved(LogEvent e) => e["evtx.carved"] == "true";

    private static IReadOnlyList<LogEvent> Sample(string file) => EvtxLog.Read(SharedData.Require($"evtx/parser-samples/{file}"));

    private static IEnumerable<string?> Reasons(IEnumerable<LogEvent> events) => events.Where(e => e.Unparsed is not null).Select(e => e.Unparsed);
}

using Watchfloor.Engine.Tests.Fuzz;
using Watchfloor.Events;

namespace Watchfloor.Engine.Tests.Evtx;

/// <summary>Logs with bytes changed, removed and moved: reading ends, within bounds, and says where each event stands.</summary>
public sealed class MutationTests
{
    // A record takes at least 28 bytes; each may be preceded by a report.
    private const int MaxEventsPerChunk = 2 * ChunkWriter.Bytes / 28;

    [Theory]
    [InlineData("security.evtx", 1)]
    [InlineData("2-vss_7-System.evtx", 2)]
    [InlineData("MSExchange_Management_wec.evtx", 3)]
    [InlineData("sample_with_a_bad_chunk_magic.evtx", 4)]
    public void Read_MutatedSample_EndsWithinBounds(string file, int seed)
    {
        var sample = File.ReadAllBytes(SharedData.Require($"evtx/parser-samples/{file}"));
        sample = sample[..Math.Min(sample.Length, LogFile.HeaderBytes + (3 * ChunkWriter.Bytes))];
        var random = new Random(seed);
        for (var round = 0; round < 150; round++) Check(Mutate(sample, random));
    }

    [Fact]
    public void Read_MutatedCraftedLog_EndsWithinBounds()
    {
        var inner = new Template(new Guid(7, 0, 0, new byte[8]), Make.El("EventData", Make.Data("A", Make.Slot(0)), Make.El("Data", Make.Slot(1))));
        var outer = new Template(new Guid(8, 0, 0, new byte[8]), Make.El("Event", Make.Slot(0, type: 0x21), new Instruction("a", "b")));
        var record = new Instance(outer, Value.Nested(new Instance(inner, Value.Of("x"), new Value(0x93, [1, 0, 0, 0, 0, 0, 0, 5]))));
        var sample = LogFile.OfRecords(record, record, Make.Event(new Character(60), new Entity("lt"), new CData("c")), record);
        var random = new Random(5);
        for (var round = 0; round < 3_000; round++) Check(MutateWithin(sample, random, LogFile.HeaderBytes + 512, 1_200));
    }

    [Fact]
    public void Read_RandomBytesInsideChunks_EndsWithinBounds()
    {
        var random = new Random(6);
        for (var round = 0; round < 60; round++)
        {
            var file = LogFile.OfChunks([], []);
            random.NextBytes(file.AsSpan(LogFile.HeaderBytes + 512, ChunkWriter.Bytes - 512));
            Check(file);
        }
    }

    [Fact]
    public void FuzzTargets_Evtx_TakesASampleAndNothing()
    {
        var target = FuzzTargets.All["evtx"].Run;

        target(LogFile.OfRecords(Make.Event()));
        target([]);
    }

    private static void Check(byte[] file)
    {
        var events = EvtxLog.Read(file);

        Assert.InRange(events.Count, 0, MaxEventsPerChunk * ((file.Length / ChunkWriter.Bytes) + 2));
        foreach (var e in events)
        {
            Assert.InRange(e.Offset, 0, file.Length - e.Raw.Length);
            Assert.True(file.AsSpan((int)e.Offset, e.Raw.Length).SequenceEqual(e.Raw));
            Assert.InRange(e.Fields.Count, 0, DecodeLimits.Default.MaxFields);
            if (e.Unparsed is not null) Assert.Empty(e.Fields);
        }
    }

    private static byte[] Mutate(byte[] sample, Random random)
    {
        var file = MutateWithin(sample, random, 0, sample.Length);
        return random.Next(4) switch
        {
            0 => file[..random.Next(file.Length)],
            1 => [.. file[..(file.Length / 3)], .. file[((file.Length / 3) + random.Next(2_000))..]],
            _ => file,
        };
    }

    private static byte[] MutateWithin(byte[] sample, Random random, int from, int length)
    {
        var file = sample.ToArray();
        for (var n = random.Next(1, 30); n > 0; n--)
        {
            var at = from + random.Next(length);
            switch (random.Next(4))
            {
                case 0: file[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: file[at] = (byte)random.Next(256); break;
                case 2: file.AsSpan(at, Math.Min(random.Next(64), file.Length - at)).Fill((byte)random.Next(256)); break;
                default:
                    var take = Math.Min(random.Next(64), file.Length - at);
                    file.AsSpan(Math.Min(from + random.Next(length), file.Length - take), take).CopyTo(file.AsSpan(at));
                    break;
            }
        }

        return file;
    }
}

using System.Buffers.Binary;
using Watchfloor.Sigma.Correlation;

namespace Watchfloor.Engine.Tests.Correlation;

/// <summary>Saved state as bytes: every version that ever shipped is read, and damage is told and located.</summary>
public sealed class CorrelationCheckpointTests
{
    /// <summary>The version that is written now.</summary>
    private const string Newest = "v1";

    public static TheoryData<string> Versions => ["v1"];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Restore_StoredVersion_GoesOn(string version)
    {
        var (timeline, folder) = (Load(version), CorrelationCheckpoint.Folder(version));
        var told = new List<string>();
        var restored = Restore(timeline, Stored(version), told);
        Assert.Null(restored.Fault);
        Assert.Empty(restored.StartsEmpty);
        timeline.Play(restored.Stream!, Timeline.Events(File.ReadAllText(Path.Combine(folder, "after.txt"))));
        restored.Stream!.Complete();
        ExpectedText.AssertSame(Path.Combine(folder, "expected.txt"), string.Join('\n', told));
    }

    /// <summary>Other bytes for the same state are another version, which needs a folder of its own.</summary>
    [Fact]
    public void Save_CaseOfTheNewestVersion_IsWhatIsStored()
    {
        var timeline = Load(Newest);
        var stream = new CorrelationStream(new CorrelationEngine(timeline.Graph, CorrelationLimits.Default, _ => { }), CorrelationCheckpoint.TenSeconds, (_, _) => { });
        timeline.Play(stream, Timeline.Events(File.ReadAllText(Path.Combine(CorrelationCheckpoint.Folder(Newest), "before.txt"))));
        Assert.True(stream.Pending > 0 && stream.Late > 0 && stream.Engine.Statistics.All(s => s.Hits > 0));
        var (saved, file) = (CorrelationCheckpoint.Save(stream), Path.Combine(CorrelationCheckpoint.Folder(Newest), "state.bin"));
        if (File.Exists(file) && saved.AsSpan().SequenceEqual(File.ReadAllBytes(file))) return;
        File.WriteAllBytes(file + ".actual", saved);
        Assert.Fail($"{file} differs; what came out is beside it");
    }

    [Fact]
    public void Restore_AnyByteChanged_IsAFaultWithAPlace()
    {
        var (timeline, bytes) = (Load(Newest), Stored(Newest));
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= 0x20;
            var restored = Restore(timeline, bytes);
            Assert.Null(restored.Stream);
            Assert.InRange(restored.Fault!.Offset, 0, bytes.Length);
            bytes[at] ^= 0x20;
        }
    }

    [Fact]
    public void Restore_CutAnywhere_IsAFault()
    {
        var (timeline, bytes) = (Load(Newest), Stored(Newest));
        for (var length = 0; length < bytes.Length; length++) Assert.NotNull(Restore(timeline, bytes[..length]).Fault);
        Assert.NotNull(Restore(timeline, [.. bytes, 0]).Fault);
    }

    [Fact]
    public void Restore_ForeignBytesAndLaterVersion_SaySo()
    {
        var (timeline, bytes) = (Load(Newest), Stored(Newest));
        Assert.Equal("byte 0: this is not the saved state of correlations", Restore(timeline, new byte[100]).Fault!.ToString());
        bytes[6] = 2;
        Assert.Contains("format version 2", Restore(timeline, bytes).Fault!.Message, StringComparison.Ordinal);
    }

    /// <summary>Counts that promise more than the bytes can hold are refused before anything is made for them.</summary>
    [Fact]
    public void Restore_CountsFarTooGreat_TakesNoMemory()
    {
        var (timeline, bytes) = (Load(Newest), Stored(Newest));
        Restore(timeline, bytes); // what is made once only
        var before = GC.GetAllocatedBytesForCurrentThread();
        Restore(timeline, bytes);
        var whole = GC.GetAllocatedBytesForCurrentThread() - before;
        for (var at = 17; at < bytes.Length - 9; at++)
        {
            var damaged = bytes.ToArray();
            // Nine bytes of count: about 2^62.
            for (var i = 0; i < 8; i++) damaged[at + i] = 0xff;
            damaged[at + 8] = 0x3f;
            CorrelationCheckpoint.Reseal(damaged);
            before = GC.GetAllocatedBytesForCurrentThread();
            Restore(timeline, damaged);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 * whole + 100_000);
        }
    }

    [Fact]
    public void Restore_SectionTwiceOrOfAnotherKind_IsAFault()
    {
        var (timeline, bytes) = (Load(Newest), Stored(Newest));
        var first = 8 + 9 + (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(9));
        var second = first + 9 + (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(first + 1));
        byte[] twice = [.. bytes[..second], .. bytes[first..]];
        twice[17]++; // one section more is announced
        CorrelationCheckpoint.Reseal(twice);
        Assert.Equal("the state of 'many' stands twice", Restore(timeline, twice).Fault!.Message);
        bytes[first] = 1;
        CorrelationCheckpoint.Reseal(bytes);
        Assert.Equal(new CorrelationStateFault(first, "a section is of kind 1, not 2"), Restore(timeline, bytes).Fault);
    }

    private static byte[] Stored(string version) => File.ReadAllBytes(Path.Combine(CorrelationCheckpoint.Folder(version), "state.bin"));

    private static Timeline Load(string version)
    {
        var timeline = Timeline.Load(File.ReadAllText(Path.Combine(CorrelationCheckpoint.Folder(version), "rules.yml")));
        Assert.Empty(timeline.Faults);
        return timeline;
    }

    private static CorrelationRestore Restore(Timeline timeline, byte[] saved, List<string>? told = null) => CorrelationStream.Restore(
        saved, timeline.Graph, CorrelationLimits.Default, match => told?.Add(timeline.Describe(match)), CorrelationCheckpoint.TenSeconds,
        (source, hit) => told?.Add($"late from source {source}: #{hit.Event}"));
}

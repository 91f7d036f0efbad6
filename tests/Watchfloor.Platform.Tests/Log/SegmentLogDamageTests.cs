using CsCheck;
using Watchfloor.Platform.Log;

namespace Watchfloor.Platform.Tests.Log;

/// <summary>Files changed by something else: what was not touched is read, what was is reported, nothing is made up.</summary>
public sealed class SegmentLogDamageTests : IDisposable
{
    private enum Harm
    {
        Flip,
        Zero,
        Random,
        Cut,
    }

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Damage_AnywhereInACleanLog_LosesOnlyWhatItTouchesAndSaysSo()
    {
        var (frames, _) = await FillAsync();
        await Harms.SampleAsync(
            async harm =>
            {
                using var copy = _folder.Copy();
                var (from, to) = Apply(copy, harm);
                await using var log = SegmentLog.Open(copy, Entries.Small, TimeProvider.System);
                var read = log.ReadAll();
                Check(frames, read, from, to);
                var missing = frames.Where(f => !read.Contains((f.Number, f.Offset))).ToList();
                Assert.All(missing, f => Assert.Contains(log.Damage, d => d.From <= f.Offset && f.Offset < d.To));
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public async Task Damage_AnywhereAfterACrash_LosesOnlyWhatItTouches()
    {
        var (frames, crashed) = await FillAsync();
        using (crashed)
        {
            await Harms.SampleAsync(
                async harm =>
                {
                    using var copy = crashed.Copy();
                    var (from, to) = Apply(copy, harm);
                    await using (var log = SegmentLog.Open(copy, Entries.Small, TimeProvider.System))
                    {
                        var read = log.ReadAll();
                        Check(frames, read, from, to);
                        // The last entries may look like those of a write that the crash tore.
                        var last = read.Count > 0 ? read[^1].Offset : 0;
                        var missing = frames.Where(f => f.Offset < last && !read.Contains((f.Number, f.Offset))).ToList();
                        Assert.All(missing, f => Assert.Contains(log.Damage, d => d.From <= f.Offset && f.Offset < d.To));
                        await log.AddAsync(1000);
                        Assert.Equal(read.Numbers().Append(1000), log.ReadAll().Numbers());
                    }
                },
                iter: 150,
                threads: 1);
        }
    }

    [Fact]
    public async Task TornTail_AfterACrash_IsCutOff()
    {
        var (frames, crashed) = await FillAsync();
        using (crashed)
        {
            var last = frames[^1];
            var path = crashed.Segments[^1];
            using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite))
                RandomAccess.Write(file, new byte[(int)(last.Next - last.Offset - 60)], last.Offset + 60 - First(path));
            await using var log = SegmentLog.Open(crashed, Entries.Small, TimeProvider.System);
            Assert.Equal(last.Offset, log.End);
            Assert.Empty(log.Damage);
            Assert.Equal(frames.Take(frames.Count - 1).Select(f => (f.Number, f.Offset)), log.ReadAll());
            Assert.True(await log.AddAsync(1000) > last.Next);
            Assert.True(new FileInfo(path).Length <= last.Offset - First(path) + 100);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(100)]
    [InlineData(5000)]
    public async Task LastSegment_CutShort_IsReportedToItsEnd(int length)
    {
        var (frames, crashed) = await FillAsync();
        crashed.Dispose();
        using var copy = _folder.Copy();
        var path = copy.Segments[^1];
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite)) RandomAccess.SetLength(file, length);
        await using var log = SegmentLog.Open(copy, Entries.Small, TimeProvider.System);
        var read = log.ReadAll();
        var missing = frames.Where(f => f.Next > First(path) + length).ToList();
        Assert.Equal(frames.Except(missing).Select(f => (f.Number, f.Offset)), read);
        Assert.All(missing, f => Assert.Contains(log.Damage, d => d.From <= f.Offset && f.Offset < d.To));
        Assert.True(await log.AddAsync(1000) >= frames[^1].Next);
    }

    [Fact]
    public async Task Segment_Missing_IsReported()
    {
        var (frames, crashed) = await FillAsync();
        using (crashed)
        {
            File.Delete(crashed.Segments[1]);
            var (from, to) = (First(_folder.Segments[1]), First(_folder.Segments[2]));
            await using var log = SegmentLog.Open(crashed, Entries.Small, TimeProvider.System);
            Assert.Equal(frames.Where(f => f.Offset < from || f.Offset >= to).Select(f => (f.Number, f.Offset)), log.ReadAll());
            Assert.Contains(log.Damage, d => d.From <= from && d.To >= to);
        }
    }

    [Fact]
    public async Task Folder_Lost_FloorKeepsOffsetsFromComingBack()
    {
        await using var log = SegmentLog.Open(_folder, Entries.Small, TimeProvider.System, floor: 5_000_001);
        Assert.True(await log.AddAsync(1) > 5_000_001);
        Assert.Equal([1], log.ReadAll(5_000_001).Numbers());
    }

    [Fact]
    public async Task Payload_HoldsFramesOfTheLog_TheyAreNotTakenForEntries()
    {
        await using (var log = SegmentLog.Open(_folder, Entries.Small, TimeProvider.System))
        {
            var offset = await log.AddAsync(1, 1000);
            // What an attacker who guesses offsets could send: everything right but the segment's salt.
            var forged = new byte[2000];
            for (var at = 0; at + FrameHeader.Size < forged.Length; at += 8)
            {
                var place = log.End + FrameHeader.Size + at;
                if (at % 64 == 0) new FrameHeader(0, place, 1, 0, 8, Checksum.Of(new byte[8])).Write(forged.AsSpan(at));
            }

            await log.AppendAsync(new LogEntry(LogEntryKind.Batch, 0, forged), TestContext.Current.CancellationToken);
            await log.AddAsync(3, 1000);
            using var file = File.OpenHandle(_folder.Segments[0], FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            RandomAccess.Write(file, new byte[FrameHeader.Size], offset - First(_folder.Segments[0]) + FrameHeader.SizeOf(1000));
        }

        await using var again = SegmentLog.Open(_folder, Entries.Small, TimeProvider.System);
        Assert.Equal([1, 3], again.ReadAll().Numbers());
        Assert.Single(again.Damage);
    }

    [Fact]
    public async Task Open_FilesOfOthers_AreLeftAlone()
    {
        File.WriteAllText(Path.Combine(_folder, "checkpoint"), "x");
        File.WriteAllText(Path.Combine(_folder, "1.wlog"), "x");
        File.WriteAllText(Path.Combine(_folder, "00000000000000000000.wlog.new"), "x");
        await using var log = SegmentLog.Open(_folder, Entries.Small, TimeProvider.System);
        Assert.Equal(["1.wlog", "checkpoint"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.Empty(log.Damage);
    }

    private static Gen<(Harm Harm, double File, double Place, int Length, int Seed)> Harms { get; } = Gen.Select(
        Gen.Enum<Harm>(), Gen.Double[0, 0.9999], Gen.OneOf(Gen.Double[0, 0.9999], Gen.Double[0, 0.001]), Gen.OneOf(Gen.Int[1, 8], Gen.Int[1, 10_000]), Gen.Int[0, 1_000_000]);

    private async Task<(List<(int Number, long Offset, long Next)> Frames, TemporaryFolder Crashed)> FillAsync()
    {
        TemporaryFolder crashed;
        await using var log = SegmentLog.Open(_folder, Entries.Small, TimeProvider.System);
        var random = new Random(1);
        for (var i = 0; i < 100; i++) await log.AddAsync(i, random.Next(random.Next(3) == 0 ? 120_000 : 9_000));
        crashed = _folder.Copy();
        List<(int, long, long)> frames = [];
        using var reader = log.Read(0);
        while (reader.TryRead(out var frame)) frames.Add((frames.Count, frame.Offset, frame.Next));
        Assert.Equal(100, frames.Count);
        Assert.True(_folder.Segments.Count >= 3);
        return (frames, crashed);
    }

    /// <summary>Does the harm, within what was written; returns the offsets it may have changed.</summary>
    private (long From, long To) Apply(TemporaryFolder copy, (Harm Harm, double File, double Place, int Length, int Seed) harm)
    {
        var index = (int)(harm.File * copy.Segments.Count);
        var path = copy.Segments[index];
        var first = First(path);
        // Of a file with reserved space only the part with entries.
        var length = Math.Min(new FileInfo(path).Length, new FileInfo(_folder.Segments[index]).Length);
        var at = (long)(harm.Place * length);
        var count = (int)Math.Min(harm.Length, length - at);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        var bytes = new byte[count];
        if (harm.Harm == Harm.Random) new Random(harm.Seed).NextBytes(bytes);
        if (harm.Harm == Harm.Flip)
        {
            count = 1;
            RandomAccess.Read(file, bytes, at);
            bytes[0] ^= (byte)(1 << (harm.Seed % 8));
        }

        if (harm.Harm == Harm.Cut) RandomAccess.SetLength(file, at);
        else RandomAccess.Write(file, bytes, at);
        return (first + at, harm.Harm == Harm.Cut ? first + (1 << 20) : first + at + count);
    }

    private static void Check(List<(int Number, long Offset, long Next)> frames, List<(int Number, long Offset)> read, long from, long to)
    {
        Assert.All(read, e => Assert.Equal(e.Offset, frames[e.Number].Offset));
        var untouched = frames.Where(f => f.Next <= from || f.Offset >= to).Select(f => (f.Number, f.Offset)).ToList();
        Assert.Equal(untouched, read.Where(untouched.Contains));
    }

    private static long First(string path) => long.Parse(Path.GetFileNameWithoutExtension(path));
}

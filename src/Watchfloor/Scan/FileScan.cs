using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Formats.Archives;

namespace Watchfloor.Scan;

/// <summary>The reading of one file, archive or not: recognises each member's format and cuts it into blocks.</summary>
internal sealed class FileScan(Scanner scanner, ScanWorker worker, FileInfo file, int index)
{
    private FileStream? _stream;
    private long _done;
    private int _offered;
    private int _completed;

    /// <summary>The file's place among the inputs.</summary>
    public int Index { get; } = index;

    /// <summary>When the file was last changed: the year of times that have none.</summary>
    public DateTimeOffset Changed { get; } = file.LastWriteTimeUtc;

    /// <summary>True when every block offered has been matched.</summary>
    public bool IsDone => Volatile.Read(ref _completed) == Volatile.Read(ref _offered);

    /// <summary>Reads the file to its end or to the scan's cancellation.</summary>
    public void Run()
    {
        try
        {
            _stream = Open();
            var archive = ArchiveReader.Open(_stream, file.ToString());
            foreach (var member in archive)
            {
                if (scanner.IsCancelled) break;
                Read(member);
            }

            foreach (var fault in archive.Faults) scanner.Fault(fault.Member, fault.Reason);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            scanner.Fault(file.ToString(), e.Message);
        }

        scanner.Finish(worker, this);
        scanner.Done(LengthOf(file) - _done);
    }

    /// <summary>The length in bytes; 0 of a file that has vanished since it was listed.</summary>
    public static long LengthOf(FileInfo file) => file.Exists ? file.Length : 0;

    /// <summary>Says that a block has been matched; its batch may be used again.</summary>
    public void Complete(ScanBlock block)
    {
        worker.Return(block.Batch);
        Interlocked.Increment(ref _completed);
    }

    private FileStream Open() => new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);

    private void Read(ArchiveMember member)
    {
        var stream = new HeadStream(member.Stream);
        if (stream.Head.IsEmpty)
        {
            scanner.Add(new InputStatistics(member.Name, format: null));
            return;
        }

        var format = scanner.Request.Format ?? FormatRegistry.Detect(stream.Head);
        if (format is null)
        {
            scanner.Fault(member.Name, "the format is not known; name it with --format");
            return;
        }

        var scan = new MemberScan(member.Name, format);
        scanner.Add(scan.Statistics);
        var next = Blocks(stream, scan);
        while (!scanner.IsCancelled)
        {
            var batch = worker.Rent();
            if (next(batch) is not { } isDecoded)
            {
                worker.Return(batch);
                return;
            }

            scanner.Offer(worker, new ScanBlock(this, scan, _offered++, batch, isDecoded));
            ReportProgress();
            scanner.HoldBack(worker, this);
        }
    }

    /// <summary>Reads one block after the other into a batch; answers whether its events have been decoded, or null at the end.</summary>
    private Func<EventBatch, bool?> Blocks(Stream stream, MemberScan member)
    {
        if (member.Format.LinesAreIndependent)
        {
            var lines = new LineBlockReader(stream, member.Format, DecodeLimits.Default);
            return batch => lines.Read(batch, out var isDecoded) ? isDecoded : null;
        }

        var events = new EventReader(stream, member.Format, scanner.Catalog.Names, DecodeLimits.Default);
        var isBroken = false;
        return batch =>
        {
            try
            {
                return !isBroken && events.Read(batch) ? true : null;
            }
            catch (Exception e) when (e is not (IOException or UnauthorizedAccessException))
            {
                // What the decoder remembers can no longer be trusted.
                isBroken = true;
                member.Defect(scanner, batch, e, "what follows was not read");
                return true;
            }
        };
    }

    /// <summary>Says how much of the file, packed or not, has been read since the last time.</summary>
    private void ReportProgress()
    {
        if (_stream is not { CanSeek: true }) return;
        scanner.Done(_stream.Position - _done);
        _done = _stream.Position;
    }
}

/// <summary>A plain file or an archive's member.</summary>
internal sealed class MemberScan(string name, FormatDescription format)
{
    private bool _isFaulty;

    /// <summary>The display name.</summary>
    public string Name { get; } = name;

    /// <summary>How it is read.</summary>
    public FormatDescription Format { get; } = format;

    /// <summary>What has been read of it.</summary>
    public InputStatistics Statistics { get; } = new(name, format.Name);

    /// <summary>
    /// A decoder threw, which none may on any input: what stands behind the batch's last event becomes one unparsed event, and the
    /// first such defect of a member is reported. Any thread may call it.
    /// </summary>
    public void Defect(Scanner scanner, EventBatch batch, Exception defect, string loss)
    {
        var at = 0;
        if (batch.Count > 0 && batch[batch.Count - 1] is var last)
            at = (int)Math.Clamp(last.SourceOffset + last.Raw.Length - batch.InputOffset, 0, batch.InputLength);
        var reason = $"a defect in the decoder: {defect.GetType().Name}: {defect.Message}";
        batch.AddUnparsed(Format.Name, reason, at, Math.Min(DecodeLimits.Default.MaxUnparsedBytes, batch.InputLength - at), batch.InputOffset + at);
        if (!Interlocked.Exchange(ref _isFaulty, true)) scanner.Fault(Name, $"{reason}; {loss}");
    }
}

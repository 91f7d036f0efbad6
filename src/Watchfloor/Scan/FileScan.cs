using Watchfloor.Events;
using Watchfloor.Formats;
using Watchfloor.Formats.Archives;

namespace Watchfloor.Scan;

/// <summary>The reading of one file, archive or not: recognises each member's format and cuts it into blocks.</summary>
internal sealed class FileScan(Scanner scanner, ScanWorker worker, FileInfo file, int index)
{
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
            var archive = ArchiveReader.Open(Open(), file.ToString());
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
        scanner.Done(LengthOf(file));
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
        if (format.LinesAreIndependent)
        {
            var reader = new LineBlockReader(stream, format, DecodeLimits.Default);
            while (!scanner.IsCancelled)
            {
                var batch = worker.Rent();
                if (!reader.Read(batch, out var isDecoded))
                {
                    worker.Return(batch);
                    return;
                }

                scanner.Offer(worker, new ScanBlock(this, scan, _offered++, batch, isDecoded));
            }
        }
        else
        {
            var reader = new EventReader(stream, format, scanner.Catalog.Names, DecodeLimits.Default);
            while (!scanner.IsCancelled)
            {
                var batch = worker.Rent();
                if (!reader.Read(batch))
                {
                    worker.Return(batch);
                    return;
                }

                scanner.Offer(worker, new ScanBlock(this, scan, _offered++, batch, true));
            }
        }
    }
}

/// <summary>A plain file or an archive's member.</summary>
internal sealed class MemberScan(string name, FormatDescription format)
{
    /// <summary>The display name.</summary>
    public string Name { get; } = name;

    /// <summary>How it is read.</summary>
    public FormatDescription Format { get; } = format;

    /// <summary>What has been read of it.</summary>
    public InputStatistics Statistics { get; } = new(name, format.Name);
}

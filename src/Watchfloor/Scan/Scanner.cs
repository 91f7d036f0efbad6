using System.Runtime.ExceptionServices;
using Watchfloor.Events;
using Watchfloor.Output;

namespace Watchfloor.Scan;

/// <summary>
/// Reads files, matches their events and writes what was found, on several threads: a thread takes a file, and cuts it into blocks
/// of lines for the others where the format allows. Findings come out in the order of the inputs whatever the number of threads.
/// </summary>
internal sealed class Scanner : IDisposable
{
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(1);

    private readonly ScanRequest _request;
    private readonly ScanProgress _progress;
    private readonly CancellationTokenSource _stop;
    private readonly List<InputFault> _faults = [];
    private readonly List<InputStatistics> _inputs = [];
    private readonly IReadOnlyList<FileInfo> _files;
    private readonly OrderedResults _results;
    private readonly ScanCorrelations _correlations;
    private readonly BlockQueue _blocks;
    private int _nextFile = -1;
    private ExceptionDispatchInfo? _failure;

    private Scanner(ScanRequest request, IFindingWriter writer, ScanProgress progress, CancellationToken cancel)
    {
        _request = request;
        _progress = progress;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _files = ScanInputs.Find(request.Paths, request.Output, _faults);
        foreach (var file in _files) progress.Expect(FileScan.LengthOf(file));
        _correlations = new ScanCorrelations(request.Rules);
        _results = new OrderedResults(_files.Count, writer, _correlations.Add);
        Threads = request.Threads > 0 ? request.Threads : Environment.ProcessorCount;
        _blocks = new BlockQueue(Threads, _files.Count, _stop.Token);
        Rules = [.. request.Rules.Rules.Select(FindingRules.Of)];
        Wanted = [.. request.Rules.Rules.Select((r, i) => request.Selection.Wants(r) && request.Rules.Correlations.FiresAlone(i))];
        Catalog = request.Catalog;
        Named = request.LogSource is null ? null : Catalog.Named(request.LogSource);
    }

    public int Threads { get; }

    public EventCatalog Catalog { get; }

    /// <summary>The class of events that no log source is known for, when the user names one.</summary>
    public EventClass? Named { get; }

    /// <summary>What outputs say about each rule.</summary>
    public FindingRule[] Rules { get; }

    /// <summary>Whether a rule's own findings are asked for.</summary>
    public bool[] Wanted { get; }

    public ScanRequest Request => _request;

    /// <summary>A scan from start to end; it does not throw for anything in the inputs.</summary>
    public static ScanReport Scan(ScanRequest request, IFindingWriter writer, ScanProgress progress, CancellationToken cancel)
    {
        using var scanner = new Scanner(request, writer, progress, cancel);
        return scanner.Run(writer);
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private ScanReport Run(IFindingWriter writer)
    {
        // The rules stay until the end: moved out of the young generations once, no later collection walks them.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
        var workers = Enumerable.Range(0, Threads).Select(_ => new ScanWorker(this)).ToArray();
        using var wake = _stop.Token.Register(_blocks.Signal);
        var threads = workers.Select(w => Task.Factory.StartNew(() => Work(w), TaskCreationOptions.LongRunning)).ToArray();
        WaitFor(threads);
        _failure?.Throw();
        _results.Close();
        var correlated = 0L;
        foreach (var finding in _correlations.Complete(_request.Selection))
        {
            writer.Write(finding);
            correlated++;
        }

        return Report([.. workers.Where((_, i) => threads[i].IsCompleted)], _results.Written + correlated);
    }

    /// <summary>Waits for the threads. One that waits for a pipe to be written to hears no cancellation: it is left behind.</summary>
    private void WaitFor(Task[] threads)
    {
        try
        {
            Task.WaitAll(threads, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            Task.WaitAll(threads, _grace);
        }
    }

    /// <summary>The loop of one thread: blocks that others have cut come first, then the next file.</summary>
    private void Work(ScanWorker worker)
    {
        while (!IsCancelled)
        {
            if (_blocks.TryTake(out var block)) Match(worker, block);
            else if (Interlocked.Increment(ref _nextFile) is var file && file < _files.Count) ScanFile(worker, file);
            else if (!_blocks.WaitForMore()) break;
        }
    }

    private void ScanFile(ScanWorker worker, int file)
    {
        try
        {
            new FileScan(this, worker, _files[file], file).Run();
            _results.EndFile(file);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        finally
        {
            _blocks.EndFile();
        }
    }

    /// <summary>Matches a block. It counts as done even when that fails, so that the thread that reads its file waits for nothing.</summary>
    private void Match(ScanWorker worker, ScanBlock block)
    {
        try
        {
            if (_failure is null) worker.Match(block);
        }
        catch (Exception e)
        {
            Fail(e);
        }
        finally
        {
            block.File.Complete(block);
            _blocks.Signal();
        }
    }

    /// <summary>Output that cannot be written, or a bug: the other threads must not go on, and the caller must hear of it.</summary>
    private void Fail(Exception e)
    {
        Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(e), null);
        _stop.Cancel();
    }

    /// <summary>Offers a block to all threads, and matches the oldest here when they have enough to do.</summary>
    public void Offer(ScanWorker worker, ScanBlock block)
    {
        _blocks.Add(block, out var surplus);
        if (surplus is not null) Match(worker, surplus);
    }

    /// <summary>Matches blocks while too much that was found in this file and others waits for the files before them.</summary>
    public void HoldBack(ScanWorker worker, FileScan file) => MatchWhile(worker, () => _results.IsFull(file.Index) && !IsCancelled);

    /// <summary>Matches blocks until those of a file are all done.</summary>
    public void Finish(ScanWorker worker, FileScan file) => MatchWhile(worker, () => !file.IsDone);

    private void MatchWhile(ScanWorker worker, Func<bool> condition)
    {
        while (condition())
        {
            if (_blocks.TryTake(out var block)) Match(worker, block);
            else _blocks.WaitWhile(condition);
        }
    }

    public void Add(InputStatistics input)
    {
        lock (_inputs) _inputs.Add(input);
    }

    public void Fault(string name, string reason)
    {
        lock (_faults) _faults.Add(new InputFault(name, reason));
    }

    public bool IsCancelled => _stop.IsCancellationRequested;

    public void Done(long bytes) => _progress.Done(bytes);

    /// <summary>Gives a block's result its place among all.</summary>
    public void Complete(ScanBlock block, BlockResult result, int events)
    {
        _progress.Matched(block.Batch.InputLength, events, result.Findings.Count);
        _results.Add(block.File.Index, block.Place, result);
    }

    /// <summary>True when an event of this time is asked for; one without a time always is.</summary>
    public bool IsInTime(DateTimeOffset? time) => !(time < _request.From) && !(time >= _request.To);

    private ScanReport Report(ScanWorker[] workers, long findings)
    {
        var classes = workers.SelectMany(w => w.Classes.Classes).GroupBy(c => c.Key).Select(g => (Class: g.Key, Count: g.Sum(c => c.Value))).ToList();
        var seen = classes.Select(c => c.Class).ToList();
        return new ScanReport
        {
            Findings = findings,
            Inputs = _inputs.Select(i => i.ToReport()).OrderBy(i => i.File, StringComparer.Ordinal).ToList(),
            Faults = [.. _faults.OrderBy(f => f.File, StringComparer.Ordinal)],
            Shortfalls = [.. _correlations.Shortfalls()],
            Classes = classes.Where(c => !c.Class.IsUnknown).Select(c => new Counted(c.Class.Name, c.Count)).OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal).ToList(),
            UnknownSources = ClassStatistics.MergeUnknown([.. workers.Select(w => w.Classes)]),
            RulesLoaded = _request.Rules.Loaded,
            RulesRefused = _request.Rules.Refused,
            RuleFaults = _request.Rules.Faults,
            IdleRules = _request.Rules.Rules.Where(r => _request.Selection.Wants(r) && !seen.Any(c => c.Fits(r.LogSource)))
                .GroupBy(r => r.LogSource).Select(g => new Counted(g.Key.ToString(), g.Count())).OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal).ToList(),
            Cancelled = IsCancelled,
        };
    }
}

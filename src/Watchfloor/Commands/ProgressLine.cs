using System.Globalization;
using Watchfloor.Output;
using Watchfloor.Scan;

namespace Watchfloor.Commands;

/// <summary>
/// Draws how far a scan is, in one line of a terminal that is drawn over itself. Its timer's thread draws; disposing waits for it
/// and wipes the line.
/// </summary>
internal sealed class ProgressLine : IDisposable
{
    private const int BarWidth = 24;
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(200);

    private readonly Terminal _terminal;
    private readonly ScanProgress _progress;
    private readonly long _start;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private bool _disposed;

    /// <summary>Draws until disposed.</summary>
    public ProgressLine(Terminal terminal, ScanProgress progress)
    {
        _terminal = terminal;
        _progress = progress;
        _start = terminal.Time.GetTimestamp();
        _timer = terminal.Time.CreateTimer(_ => Draw(), null, _interval, _interval);
    }

    /// <summary>The line: a bar, the share, rates, findings and the time left.</summary>
    /// <param name="progress">How far the scan is.</param>
    /// <param name="elapsed">How long it has run.</param>
    /// <param name="width">The greatest length, in characters.</param>
    public static string Format(ScanProgress progress, TimeSpan elapsed, int width)
    {
        var share = progress.TotalBytes == 0 ? 0 : Math.Min(1, (double)progress.DoneBytes / progress.TotalBytes);
        var seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        var filled = (int)(share * BarWidth);
        var left = share > 0.005 ? Quantity.Duration(elapsed * ((1 - share) / share)) + " left" : "";
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{new string('█', filled)}{new string('░', BarWidth - filled)} {share * 100,3:0} %  {Quantity.Bytes(progress.ReadBytes / seconds)}/s  {progress.Events / seconds:N0} events/s  {Quantity.Of(progress.Findings, "finding")}  {left}").TrimEnd();
        return line.Length <= width ? line : line[..width];
    }

    /// <summary>Stops drawing and wipes the line.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            _timer.Dispose();
            _terminal.Error.Write("\r\u001b[K");
            _terminal.Error.Flush();
        }
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (_disposed) return;
            _terminal.Error.Write("\r\u001b[K" + Format(_progress, _terminal.Time.GetElapsedTime(_start), _terminal.Width - 1));
            _terminal.Error.Flush();
        }
    }
}

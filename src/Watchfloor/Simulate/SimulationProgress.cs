using System.Globalization;
using Watchfloor.Commands;
using Watchfloor.Output;

namespace Watchfloor.Simulate;

/// <summary>Draws how far a simulation is, in one line of a terminal. The simulating thread draws, five times a second at most.</summary>
internal sealed class SimulationProgress(Terminal terminal, long begin, long end) : IDisposable
{
    private const int BarWidth = 24;

    private readonly long _started = terminal.Time.GetTimestamp();
    private TimeSpan _drawn = TimeSpan.FromSeconds(-1);

    /// <summary>The line: a bar, the simulated moment, the rate and the time left.</summary>
    public static string Format(double share, DateTimeOffset moment, long events, TimeSpan elapsed, int width)
    {
        var filled = (int)(Math.Clamp(share, 0, 1) * BarWidth);
        var left = share > 0.005 ? Quantity.Duration(elapsed * ((1 - share) / share)) + " left" : "";
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{new string('█', filled)}{new string('░', BarWidth - filled)} {share * 100,3:0} %  {moment:yyyy-MM-dd HH:mm}  {events:N0} events  {events / Math.Max(elapsed.TotalSeconds, 0.001):N0}/s  {left}").TrimEnd();
        return line.Length <= width ? line : line[..width];
    }

    /// <summary>Draws when it is time to.</summary>
    /// <param name="time">The simulated moment, in microseconds since 1970.</param>
    /// <param name="events">How many events there are.</param>
    public void Show(long time, long events)
    {
        if (!terminal.ErrorIsTerminal) return;
        var elapsed = terminal.Time.GetElapsedTime(_started);
        if (elapsed - _drawn < TimeSpan.FromMilliseconds(200)) return;
        _drawn = elapsed;
        var share = end == begin ? 1 : (double)(time - begin) / (end - begin);
        terminal.Error.Write("\r\u001b[K" + Format(share, DateTimeOffset.UnixEpoch.AddTicks(time * 10), events, elapsed, terminal.Width - 1));
        terminal.Error.Flush();
    }

    /// <summary>Wipes the line.</summary>
    public void Dispose()
    {
        if (!terminal.ErrorIsTerminal) return;
        terminal.Error.Write("\r\u001b[K");
        terminal.Error.Flush();
    }
}

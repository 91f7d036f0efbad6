using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Watchfloor.Diagnostics;

/// <summary>Keeps the last lines of the server's own log in memory. Of an exception its message is kept, not its stack. Any thread.</summary>
internal sealed class RecentLog(TimeProvider time) : ILoggerProvider
{
    private const int MaxLines = 1_000;
    private const int MaxCharacters = 2_000;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();

    /// <summary>The lines, oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock) return [.. _lines];
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Add(LogLevel level, string category, string message, Exception? exception)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {level} {category}: {message}{(exception is null ? "" : $" ({exception.GetType().Name}: {exception.Message})")}");
        line = line.ReplaceLineEndings(" ");
        if (line.Length > MaxCharacters) line = line[..MaxCharacters] + "…";
        lock (_lock)
        {
            if (_lines.Count == MaxLines) _lines.Dequeue();
            _lines.Enqueue(line);
        }
    }

    private sealed class Writer(RecentLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Add(logLevel, category, formatter(state, exception), exception);
    }
}

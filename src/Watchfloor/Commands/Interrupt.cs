using System.Runtime.InteropServices;

namespace Watchfloor.Commands;

/// <summary>Turns the first Ctrl-C or SIGTERM into a cancellation, so that what was found is still written. The second one kills.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly TextWriter _error;
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;

    /// <summary>Listens until disposed, and says on <paramref name="error"/> when it was told to stop.</summary>
    public Interrupt(TextWriter error)
    {
        _error = error;
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_source.IsCancellationRequested) return;
        context.Cancel = true;
        _source.Cancel();
        _error.WriteLine("\nstopping; what was found so far will be written (once more stops at once)");
        _error.Flush();
    }
}

using Watchfloor.Simulation;

namespace Watchfloor.Simulate.Sending;

/// <summary>Sends records by a protocol that the server speaks.</summary>
internal abstract class Sender : IAsyncDisposable
{
    /// <summary>How well it carries a stream: 2 as it is, 1 with loss of form, 0 not at all.</summary>
    public abstract int Fit(LogStream stream);

    /// <summary>Takes an event; it may wait in a batch.</summary>
    public abstract ValueTask SendAsync(SimulatedEvent e, CancellationToken cancellation);

    /// <summary>Sends what waits.</summary>
    public abstract ValueTask FlushAsync(CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();
}

/// <summary>The receiver refused, or is not there.</summary>
internal sealed class SendException(string message) : Exception(message);

namespace Watchfloor.Monitoring.Inputs.Syslog;

/// <summary>One input that listens.</summary>
internal interface IInputListener : IDisposable
{
    /// <summary>Its figures.</summary>
    InputCounters Counters { get; }

    /// <summary>Its figures as they are now.</summary>
    InputSnapshot Snapshot();

    /// <summary>Takes the address, then listens.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The address cannot be taken.</exception>
    void Start();

    /// <summary>Stops listening, takes what has come, and ends.</summary>
    /// <param name="grace">When to give up and drop what is not on disk.</param>
    Task StopAsync(CancellationToken grace);
}

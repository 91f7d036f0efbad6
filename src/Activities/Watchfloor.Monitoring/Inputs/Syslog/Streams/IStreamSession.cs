namespace Watchfloor.Monitoring.Inputs.Syslog.Streams;

/// <summary>What is spoken over one connection. One thread at a time.</summary>
internal interface IStreamSession : IDisposable
{
    /// <summary>How many bytes must be offered at once for anything to be found in any case.</summary>
    int WindowBytes { get; }

    /// <summary>Whether a connection may be closed while the sender still sends, with nothing lost.</summary>
    bool MayStopAnyTime { get; }

    /// <summary>Takes what has come. Completes when everything whole in it is on disk and answered.</summary>
    /// <param name="data">What has come and was not consumed yet.</param>
    /// <param name="isEnd">True when nothing follows.</param>
    /// <param name="abort">Gives up at once.</param>
    ValueTask<SessionStep> ReceiveAsync(ReadOnlyMemory<byte> data, bool isEnd, CancellationToken abort);

    /// <summary>Says goodbye because the server stops.</summary>
    ValueTask StopAsync(CancellationToken abort);
}

/// <summary>What became of the bytes.</summary>
/// <param name="Consumed">How many are done with; the rest comes again with more behind it.</param>
/// <param name="IsOver">True when the connection is to be closed.</param>
internal readonly record struct SessionStep(int Consumed, bool IsOver);

/// <summary>Sends bytes to the other side.</summary>
internal delegate ValueTask SendFunction(ReadOnlyMemory<byte> bytes, CancellationToken abort);

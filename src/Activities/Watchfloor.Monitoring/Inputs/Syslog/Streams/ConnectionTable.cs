using System.Net;

namespace Watchfloor.Monitoring.Inputs.Syslog.Streams;

/// <summary>The open connections of a listener, with their bounds. Any thread.</summary>
internal sealed class ConnectionTable(int most, int mostPerAddress)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StreamConnection, (IPAddress Address, Task Run)> _open = [];
    private readonly Dictionary<IPAddress, int> _addresses = [];

    /// <summary>Why no more connection of an address may be opened, or null.</summary>
    public string? Refusal(IPAddress address)
    {
        lock (_gate)
        {
            if (_open.Count >= most) return $"{address}: there are {most:N0} connections already";
            return mostPerAddress > 0 && _addresses.GetValueOrDefault(address) >= mostPerAddress
                ? $"{address}: it has {mostPerAddress:N0} connections already"
                : null;
        }
    }

    /// <summary>Adds a connection and runs it; it removes itself at its end.</summary>
    public void Run(IPAddress address, StreamConnection connection, Func<Task> run)
    {
        lock (_gate)
        {
            _addresses[address] = _addresses.GetValueOrDefault(address) + 1;
            _open.Add(connection, (address, Task.Run(async () =>
            {
                try
                {
                    await run().ConfigureAwait(false);
                }
                finally
                {
                    Remove(connection);
                }
            })));
        }
    }

    /// <summary>The connections as they are now.</summary>
    public StreamConnection[] All()
    {
        lock (_gate) return [.. _open.Keys];
    }

    /// <summary>Completes when those that are open now have ended.</summary>
    public Task Ended()
    {
        lock (_gate) return Task.WhenAll(_open.Values.Select(o => o.Run));
    }

    private void Remove(StreamConnection connection)
    {
        lock (_gate)
        {
            _open.Remove(connection, out var entry);
            var left = _addresses[entry.Address] - 1;
            if (left == 0) _addresses.Remove(entry.Address);
            else _addresses[entry.Address] = left;
        }

        connection.Dispose();
    }
}

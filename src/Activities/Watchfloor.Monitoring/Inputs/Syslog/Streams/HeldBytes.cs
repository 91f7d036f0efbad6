namespace Watchfloor.Monitoring.Inputs.Syslog.Streams;

/// <summary>Bounds what all connections of a listener hold of begun messages while they wait for more. Any thread.</summary>
internal sealed class HeldBytes(long most)
{
    private long _held;

    /// <summary>A connection begins to wait; its buffer gives back what it does not need.</summary>
    /// <returns>False when the bound is reached.</returns>
    public bool Park(ReceiveBuffer buffer)
    {
        buffer.Park();
        if (Interlocked.Add(ref _held, buffer.HeldBytes) <= most || buffer.HeldBytes == 0)
        {
            buffer.IsParked = true;
            return true;
        }

        Interlocked.Add(ref _held, -buffer.HeldBytes);
        return false;
    }

    /// <summary>A connection goes on.</summary>
    public void Release(ReceiveBuffer buffer)
    {
        if (!buffer.IsParked) return;
        buffer.IsParked = false;
        Interlocked.Add(ref _held, -buffer.HeldBytes);
    }
}

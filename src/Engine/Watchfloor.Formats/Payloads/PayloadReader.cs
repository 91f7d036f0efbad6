using Watchfloor.Events;

namespace Watchfloor.Formats.Payloads;

/// <summary>Reads a message that another format carries, as syslog carries CEF.</summary>
internal abstract class PayloadReader
{
    /// <summary>The name of the payload's format, which becomes the event's.</summary>
    public abstract string Format { get; }

    /// <summary>A quick look: true when the payload is probably of this format.</summary>
    /// <param name="payload">The whole message behind the carrier's header.</param>
    /// <param name="program">The program that sent it, empty when the carrier does not say.</param>
    public abstract bool Fits(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> program);

    /// <summary>Adds the payload's fields to the open event.</summary>
    /// <returns>False when it is not of this format after all; the caller then drops what was added.</returns>
    public abstract bool Read(EventBatch batch, int start, ReadOnlySpan<byte> payload);
}

using Watchfloor.Events;

namespace Watchfloor.Formats.Payloads;

/// <summary>Reads a message that another format carries, as syslog carries CEF.</summary>
internal abstract class PayloadReader
{
    /// <summary>
    /// The format that the event becomes one of. Null when it stays a message of its carrier, with more fields: JSON or pairs inside
    /// syslog do not make another log source of it, CEF does.
    /// </summary>
    public virtual string? Format => null;

    /// <summary>A quick look: true when the payload is probably of this format.</summary>
    /// <param name="payload">The whole message behind the carrier's header.</param>
    /// <param name="program">The program that sent it, empty when the carrier does not say.</param>
    public abstract bool Fits(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> program);

    /// <summary>Adds the payload's fields to the open event.</summary>
    /// <returns>False when it is not of this format after all; the caller then drops what was added.</returns>
    public abstract bool Read(EventBatch batch, int start, ReadOnlySpan<byte> payload);
}

namespace Watchfloor.Formats.Framing;

/// <summary>Where a message stands in the bytes it was read from.</summary>
/// <param name="Start">Its first byte.</param>
/// <param name="Length">How long it is.</param>
/// <param name="IsCut">True when its end is missing: it was too long, or the connection ended within it.</param>
/// <param name="IsTorn">True when the connection ended within it.</param>
public readonly record struct SyslogMessageFrame(int Start, int Length, bool IsCut = false, bool IsTorn = false)
{
    /// <summary>The message's bytes.</summary>
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> data) => data.Slice(Start, Length);
}

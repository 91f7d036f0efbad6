using System.Net;
using Watchfloor.Events.Text;

namespace Watchfloor.Sigma;

/// <summary>The value is an address in this range (modifier <c>cidr</c>), IPv4 or IPv6.</summary>
public sealed class CidrPredicate(IPNetwork network) : ValuePredicate
{
    /// <summary>The range.</summary>
    public IPNetwork Network { get; } = network;

    /// <inheritdoc/>
    public override bool Test(ReadOnlySpan<byte> value) => TypedText.TryAddress(value, out var address) && Network.Contains(address);

    /// <inheritdoc/>
    public override string ToString() => $"in {Network}";
}

using System.Text;

namespace Watchfloor.Bench;

/// <summary>A number for a list of results (FNV-1a, 64 bits): the same figure from other results would prove nothing.</summary>
internal sealed class Fingerprint
{
    private ulong _hash = 0xCBF2_9CE4_8422_2325;

    /// <summary>How many results there were.</summary>
    public long Count { get; private set; }

    /// <summary>Takes up a rule that matched an event.</summary>
    public void Add(string rule, long number)
    {
        foreach (var b in Encoding.UTF8.GetBytes(rule)) Add(b);
        for (var i = 0; i < 64; i += 8) Add((byte)(number >> i));
        Count++;
    }

    /// <inheritdoc/>
    public override string ToString() => _hash.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    private void Add(byte b) => _hash = (_hash ^ b) * 0x100_0000_01B3;
}

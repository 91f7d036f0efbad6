namespace Watchfloor.Simulation.Chance;

/// <summary>
/// Numbers that look random and are the same on every machine: PCG-XSH-RR with 64 bits of state (O'Neill 2014, "PCG: A family of simple
/// fast space-efficient statistically good algorithms"). Only integer arithmetic and the four operations of IEEE 754 are used, so that a
/// seed gives the same bytes everywhere.
/// </summary>
internal sealed class Dice
{
    private const ulong Multiplier = 6364136223846793005;

    private readonly ulong _increment;
    private ulong _state;

    /// <summary>The sequence of a seed and a name: what one actor does changes nothing for another.</summary>
    public Dice(ulong seed, string name)
    {
        var mixed = Hash(seed, name);
        _increment = (Mix(mixed ^ 0x9E3779B97F4A7C15) << 1) | 1;
        _state = mixed + _increment;
        Next();
    }

    /// <summary>A hash of a name under a seed: 64-bit FNV-1a over the UTF-16 units, mixed at the end.</summary>
    public static ulong Hash(ulong seed, string name)
    {
        var hash = 0xCBF29CE484222325 ^ Mix(seed);
        foreach (var unit in name) hash = (hash ^ unit) * 0x100000001B3;
        return Mix(hash);
    }

    /// <summary>The next 32 bits.</summary>
    public uint Next()
    {
        var old = _state;
        _state = (old * Multiplier) + _increment;
        var shifted = (uint)(((old >> 18) ^ old) >> 27);
        return uint.RotateRight(shifted, (int)(old >> 59));
    }

    /// <summary>64 bits.</summary>
    public ulong NextLong() => ((ulong)Next() << 32) | Next();

    /// <summary>A number from 0 to below the bound, by multiplication; the bias is below 2⁻³² times the bound.</summary>
    public int Below(int bound) => (int)(((ulong)Next() * (uint)bound) >> 32);

    /// <summary>A number from the least to the greatest, both included.</summary>
    public int Between(int least, int greatest) => least + Below(greatest - least + 1);

    /// <summary>The same over long spans.</summary>
    public long Between(long least, long greatest) =>
        least + (long)Math.BigMul(NextLong(), (ulong)(greatest - least + 1), out _);

    /// <summary>A number from 0 to below 1, in steps of 2⁻³².</summary>
    public double Unit() => Next() / 4294967296.0;

    /// <summary>True with the given probability.</summary>
    public bool Is(double probability) => Unit() < probability;

    /// <summary>One of several, each as likely.</summary>
    public T Pick<T>(IReadOnlyList<T> from) => from[Below(from.Count)];

    /// <summary>One of several; the first are more likely, as words and sites are: about in proportion to 1/rank.</summary>
    public T PickRanked<T>(IReadOnlyList<T> from)
    {
        var unit = Unit();
        return from[(int)(from.Count * unit * unit * unit)];
    }

    /// <summary>A waiting time of a process without memory.</summary>
    /// <param name="mean">The mean, in any unit.</param>
    public long Wait(long mean) => 1 + (long)(mean * -Logarithm((Next() + 1.0) / 4294967296.0));

    /// <summary>
    /// The natural logarithm of a number in (0, 1], from the bits of the number and the series of the inverse hyperbolic tangent. The
    /// library's own may differ in the last bit from one system to the next.
    /// </summary>
    internal static double Logarithm(double x)
    {
        var bits = BitConverter.DoubleToInt64Bits(x);
        var exponent = (int)((bits >> 52) & 0x7FF) - 1023;
        var mantissa = BitConverter.Int64BitsToDouble((bits & 0xFFFFFFFFFFFFF) | 0x3FF0000000000000);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        var t = (mantissa - 1) / (mantissa + 1);
        var square = t * t;
        var sum = 0.0;
        for (var n = 21; n >= 1; n -= 2) sum = (sum * square) + (1.0 / n);
        return (exponent * 0.6931471805599453) + (2 * t * sum);
    }

    /// <summary>The finaliser of SplitMix64.</summary>
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }
}
